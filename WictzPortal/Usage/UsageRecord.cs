using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Kernel;

namespace WictzPortal.Usage;

/// <summary>
/// The immutable, rated count of one served call: a billing record (R-BIL10Y). It knows the account by its pseudonymous number, and
/// neither an address nor a client nor a latency.
/// </summary>
internal sealed class UsageRecord
{
    private UsageRecord() { }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Guid RequestId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [KeptFrom(RetentionRule.Billing10Years)]
    public DateTimeOffset At { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    [Subject(SubjectKind.AccountNumber)]
    public long AccountNumber { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Guid KeyId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public int ModelId { get; private init; }

    [NotPersonal("which of our deployments answered")]
    public int DeploymentId { get; private init; }

    [NotPersonal("which price it was rated by")]
    public int PriceVersionId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long InputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long CachedInputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long CacheWrite5mTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long CacheWrite1hTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long OutputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long ReasoningTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AudioInputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long AudioOutputTokens { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public UnitKind UnitKind { get; private init; }

    [NotPersonal("which of the prices of one kind of unit")]
    public int UnitTariff { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public long UnitCount { get; private init; }

    /// <summary>The rated price.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Cost { get; private init; }

    /// <summary>What the customer paid of it. The rest is our loss.</summary>
    [Personal(DataCategory.Finance, Purpose.Billing, LegalBasis.LegalDuty, RetentionRule.Billing10Years, ErasureMethod.Keep, ExportScope.Portable)]
    public Money Charged { get; private init; }

    [NotPersonal("how the call ended, one of a closed list")]
    public CallEnd End { get; private init; }

    [NotPersonal("whether we counted, because the provider did not tell")]
    public bool Estimated { get; private init; }

    [NotPersonal("whether the answer was a stream")]
    public bool Streamed { get; private init; }

    [NotPersonal("deployments tried")]
    public byte Attempts { get; private init; }

    /// <summary>The ledger entry that covers it; null when it cost nothing.</summary>
    [NotPersonal("id of a ledger entry")]
    public Guid? LedgerEntryId { get; private init; }

    public TokenCounts Tokens => new(
        InputTokens, CachedInputTokens, CacheWrite5mTokens, CacheWrite1hTokens, OutputTokens, ReasoningTokens, AudioInputTokens, AudioOutputTokens);

    public Units Units => new(UnitKind, UnitTariff, UnitCount);

    public bool Failed => End is CallEnd.UpstreamError or CallEnd.UpstreamCut or CallEnd.TimedOut or CallEnd.PortalStopped;

    public static UsageRecord Of(in JournalRecord record, Money charged, Guid? ledgerEntryId) => new()
    {
        RequestId = record.RequestId,
        At = record.At,
        AccountNumber = record.AccountNumber,
        KeyId = record.KeyId,
        ModelId = record.ModelId,
        DeploymentId = record.DeploymentId,
        PriceVersionId = record.PriceVersionId,
        InputTokens = record.Tokens.Input,
        CachedInputTokens = record.Tokens.CachedInput,
        CacheWrite5mTokens = record.Tokens.CacheWrite5m,
        CacheWrite1hTokens = record.Tokens.CacheWrite1h,
        OutputTokens = record.Tokens.Output,
        ReasoningTokens = record.Tokens.Reasoning,
        AudioInputTokens = record.Tokens.AudioInput,
        AudioOutputTokens = record.Tokens.AudioOutput,
        UnitKind = record.Units.Kind,
        UnitTariff = record.Units.Tariff,
        UnitCount = record.Units.Count,
        Cost = record.Cost,
        Charged = charged,
        End = record.End,
        Estimated = record.Estimated,
        Streamed = record.Streamed,
        Attempts = record.Attempts,
        LedgerEntryId = ledgerEntryId,
    };

    internal sealed class Table : IEntityTypeConfiguration<UsageRecord>
    {
        public void Configure(EntityTypeBuilder<UsageRecord> record)
        {
            record.ToTable("usage_records");
            record.HasKey(r => r.RequestId);
            record.Ignore(r => r.Tokens);
            record.Ignore(r => r.Units);
            record.Ignore(r => r.Failed);
            record.HasIndex(r => new { r.AccountNumber, r.At });
        }
    }
}
