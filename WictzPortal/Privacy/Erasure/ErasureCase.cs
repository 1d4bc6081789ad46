using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Why a person's data goes. Numbers are stored: they never change.</summary>
public enum ErasureKind : byte
{
    /// <summary>The person ends the contract: kept 30 days, then gone.</summary>
    Closure = 1,

    /// <summary>A request under KVKK art. 7 and GDPR art. 17: gone on the 27th day at the latest.</summary>
    Request = 2,

    /// <summary>The person is below 13: gone within 72 hours.</summary>
    UnderAge = 3,
}

/// <summary>Where an erasure stands. Numbers are stored: they never change.</summary>
public enum ErasureState : byte
{
    /// <summary>Frozen; can be cancelled.</summary>
    Waiting = 1,

    /// <summary>Rows are going, or went without the scan having been clean yet.</summary>
    Purging = 2,

    /// <summary>All is gone but records under a legal hold.</summary>
    Held = 3,

    /// <summary>All is gone; the last letter is on its way.</summary>
    Erased = 4,

    /// <summary>The person was told, and the address is gone too.</summary>
    Closed = 5,

    Cancelled = 6,
}

/// <summary>One erasure, from the freeze to the certificate. Once the rows are gone it knows nobody.</summary>
internal sealed class ErasureCase
{
    public const int FailureLength = 60;
    public static readonly TimeSpan UnderAgeWait = TimeSpan.FromHours(48);      // 72 hours are promised; the rest is for retries

    /// <summary>Calls in flight when the account was frozen are written down by then.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private const int ClosureDays = 30;      // policy B (B-33)
    private const int AlarmAfter = 3;
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    private ErasureCase() { }

    public ErasureCase(Guid userId, ErasureKind kind, Guid? requestId, DateTimeOffset receivedAt, DateTimeOffset now)
    {
        (UserId, Kind, RequestId, StartedAt) = (userId, kind, requestId, now);
        Number = $"ER-{BusinessDays.DayOf(now).Year}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}";
        PurgeAt = PurgeDateOf(kind, receivedAt);
    }

    /// <summary>Also the vault subject under which <see cref="Facts"/> and the last letter are sealed.</summary>
    [NotPersonal("random id of an erasure")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [NotPersonal("number of an erasure")]
    public string Number { get; private init; } = "";

    /// <summary>Null once the rows are gone.</summary>
    [Subject(SubjectKind.User)]
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Anonymise, ExportScope.Access)]
    public Guid? UserId { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public ErasureKind Kind { get; private set; }

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public ErasureState State { get; private set; } = ErasureState.Waiting;

    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>When sessions had ended and keys were revoked.</summary>
    [NotPersonal("when a step was done")]
    public DateTimeOffset? FrozenAt { get; private set; }

    /// <summary>When the rows go.</summary>
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset PurgeAt { get; private set; }

    /// <summary>When it was closed or cancelled.</summary>
    [KeptFrom(RetentionRule.Evidence3Years)]
    [Personal(DataCategory.LegalAction, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Access)]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The data subject request that asked for it.</summary>
    [NotPersonal("id of a request")]
    public Guid? RequestId { get; private set; }

    /// <summary>SHA-256 of the secret in the mailed link.</summary>
    [NotPersonal("hash of a random link")]
    public byte[] LinkHash { get; private set; } = [];

    /// <summary>What the purge must remember when the rows are gone: <see cref="ErasureFacts"/> as JSON, sealed under the case's own key.</summary>
    [Personal(DataCategory.Identity, Purpose.LegalObligation, LegalBasis.LegalDuty, RetentionRule.Evidence3Years, ErasureMethod.Keep, ExportScope.Secret)]
    public Sealed? Facts { get; private set; }

    [NotPersonal("days after which a mail reminded")]
    public int RemindedDays { get; private set; }

    [NotPersonal("count of failed purges")]
    public int Failures { get; private set; }

    [NotPersonal("technical name of a failure")]
    public string? LastFailure { get; private set; }

    [NotPersonal("when a job is due")]
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Signed JSON without personal data.</summary>
    [NotPersonal("counts of deleted rows")]
    public string? Certificate { get; private set; }

    [NotPersonal("counts changes of the row")]
    public int Revision { get; private set; }

    /// <summary>The third failure in a row alarms.</summary>
    public bool IsAlarming => Failures >= AlarmAfter;

    /// <summary>Midnight in Istanbul, so that rows go while few are awake.</summary>
    public static DateTimeOffset PurgeDateOf(ErasureKind kind, DateTimeOffset receivedAt) => kind switch
    {
        ErasureKind.UnderAge => receivedAt + UnderAgeWait,
        ErasureKind.Request => MidnightAfter(receivedAt, RequestClocks.PurgeDay),
        _ => MidnightAfter(receivedAt, ClosureDays),
    };

    public void Remember(Sealed facts) => (Facts, Revision) = (facts, Revision + 1);

    /// <summary>Whoever has the link may take the erasure back.</summary>
    public void Link(byte[] hash) => LinkHash = hash;

    /// <summary>Sessions have ended and keys are revoked.</summary>
    public void MarkFrozen(DateTimeOffset now) => (FrozenAt, Revision) = (now, Revision + 1);

    /// <summary>A hold was released: what it kept goes now.</summary>
    public void GoOn(DateTimeOffset now) => (State, NextAttemptAt, Revision) = (ErasureState.Purging, now, Revision + 1);

    /// <summary>The same person now asks by law: the earlier date counts.</summary>
    public void Serve(Guid requestId, DateTimeOffset receivedAt)
    {
        var due = PurgeDateOf(ErasureKind.Request, receivedAt);
        (RequestId, Kind, Revision) = (requestId, ErasureKind.Request, Revision + 1);
        PurgeAt = due < PurgeAt ? due : PurgeAt;
    }

    /// <summary>The person does not want to wait.</summary>
    public void HurryUp(DateTimeOffset now)
    {
        PurgeAt = StartedAt + Settling > now ? StartedAt + Settling : now;
        Revision++;
    }

    public void Remind(int days) => (RemindedDays, Revision) = (days, Revision + 1);

    public void Cancel(DateTimeOffset now) =>
        (State, EndedAt, LinkHash, Facts, Revision) = (ErasureState.Cancelled, now, [], null, Revision + 1);

    /// <summary>From here there is no way back.</summary>
    public void StartPurge(DateTimeOffset now) => (State, NextAttemptAt, LinkHash, Revision) = (ErasureState.Purging, now, [], Revision + 1);

    public void Fail(string failure, DateTimeOffset now)
    {
        NextAttemptAt = now + Pauses[Math.Min(Failures, Pauses.Length - 1)];
        (Failures, LastFailure, Revision) = (Failures + 1, failure.Length <= FailureLength ? failure : failure[..FailureLength], Revision + 1);
    }

    public void Finish(bool isHeld, string certificate) =>
        (State, Certificate, NextAttemptAt, LastFailure, Revision) = (isHeld ? ErasureState.Held : ErasureState.Erased, certificate, null, null, Revision + 1);

    public void Close(DateTimeOffset now) => (State, EndedAt, Facts, Revision) = (ErasureState.Closed, now, null, Revision + 1);

    private static DateTimeOffset MidnightAfter(DateTimeOffset at, int days)
    {
        var midnight = BusinessDays.DayOf(at).AddDays(days).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, CurrentUser.DefaultTimeZone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    internal sealed class Table : IEntityTypeConfiguration<ErasureCase>
    {
        public void Configure(EntityTypeBuilder<ErasureCase> erasure)
        {
            erasure.ToTable("erasures");
            erasure.Property(e => e.Number).HasMaxLength(ErasureLedger.CaseNumberLength);
            erasure.Property(e => e.LastFailure).HasMaxLength(FailureLength);
            erasure.Property(e => e.Revision).IsConcurrencyToken();
            erasure.Ignore(e => e.IsAlarming);
            erasure.HasIndex(e => e.Number).IsUnique();
            erasure.HasIndex(e => e.UserId);
            erasure.HasIndex(e => e.State);
            erasure.HasIndex(e => e.LinkHash);
        }
    }
}

internal static class ErasureCaseSet
{
    extension(PortalDb db)
    {
        public DbSet<ErasureCase> Erasures => db.Set<ErasureCase>();
    }
}
