using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Keys;
using WictzPortal.Ledger;
using WictzPortal.Models;

namespace WictzPortal.Usage;

/// <summary>Finds what was booked of a call and makes its receipt. An account gets its own receipts only.</summary>
public sealed class Receipts
{
    private const int Looks = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestCall = TimeSpan.FromDays(1);

    // A call that has ended is booked within a moment of real time: a clock that a test moves by years must not turn these looks.
    private static readonly TimeProvider RealClock = TimeProvider.System;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly UsageQuery _requests;
    private readonly KeyIssuer _keys;
    private readonly Catalog _catalog;
    private readonly ReceiptSigner _signer;
    private readonly UndeliveredCredits _credits;
    private readonly TimeProvider _clock;

    internal Receipts(
        IDbContextFactory<PortalDb> databases, UsageQuery requests, KeyIssuer keys, Catalog catalog, ReceiptSigner signer,
        UndeliveredCredits credits, TimeProvider clock) =>
        (_databases, _requests, _keys, _catalog, _signer, _credits, _clock) = (databases, requests, keys, catalog, signer, credits, clock);

    /// <summary>Whether the call may still run or be on its way into the books, by the time in its id.</summary>
    public bool MayCome(Guid requestId)
    {
        var milliseconds = Convert.ToInt64(requestId.ToString("N")[..12], 16);
        var age = _clock.GetUtcNow().ToUnixTimeMilliseconds() - milliseconds;
        return requestId.Version == 7 && Math.Abs(age) < LongestCall.TotalMilliseconds;
    }

    /// <summary>As <see cref="FindAsync"/>, but gives a call that has just ended up to a second to be booked, on whatever node it ran.</summary>
    public async Task<SignedReceipt?> AwaitAsync(long accountNumber, Guid requestId, CancellationToken cancellationToken)
    {
        var looks = MayCome(requestId) ? Looks : 0;
        while (true)
        {
            var receipt = await FindAsync(accountNumber, requestId, cancellationToken);
            if (receipt is not null || looks-- == 0)
            {
                return receipt;
            }

            await Task.Delay(Pause, RealClock, cancellationToken);
        }
    }

    /// <returns>Null when the account has no such call, or the call cost nothing because it was refused.</returns>
    public async Task<SignedReceipt?> FindAsync(long accountNumber, Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var record = await db.UsageRecords.AsNoTracking()
            .SingleOrDefaultAsync(r => r.RequestId == requestId && r.AccountNumber == accountNumber, cancellationToken);
        return record is null ? null : await _signer.SignAsync(await MakeAsync(db, record, cancellationToken), cancellationToken);
    }

    private async Task<Receipt> MakeAsync(PortalDb db, UsageRecord record, CancellationToken cancellationToken)
    {
        var price = await PriceHistory.FindAsync(db, record.PriceVersionId, cancellationToken)
            ?? throw new InvalidDataException($"Record {record.RequestId} names price version {record.PriceVersionId}, which is not there.");
        var failed = record.Attempts == 1 ? [] : await _requests.FailedAttemptsAsync(record.AccountNumber, record.RequestId, cancellationToken);
        var names = await DeploymentNames.ReadAsync(db, failed.Select(a => a.DeploymentId).Append(record.DeploymentId).Distinct(), cancellationToken);
        var receipt = new Receipt
        {
            RequestId = record.RequestId,
            At = record.At,
            AccountNumber = record.AccountNumber,
            KeyId = record.KeyId,
            KeyPublicId = await _keys.PublicIdAsync(record.AccountNumber, record.KeyId, cancellationToken),
            Model = new Named(record.ModelId, _catalog.Current.NameOf(record.ModelId)),
            Deployment = NamedDeployment(record.DeploymentId),
            Streamed = record.Streamed,
            End = record.End,
            Estimated = record.Estimated,
            ReasoningTokens = record.ReasoningTokens,
            Attempts = record.Attempts,
            FailedTries = failed.Count == 0 && record.Attempts > 1 ? null
                : [.. failed.Select((a, index) => new FailedTry(index + 1, NamedDeployment(a.DeploymentId), a.ErrorCode))],
            PriceVersion = price.VersionId,
            PriceFrom = price.EffectiveFrom,
            Price = price.Itemize(record.Tokens, record.Units),
            Charged = record.Charged,
            LedgerEntryId = record.LedgerEntryId,
            GivenBack = await _credits.FindAsync(record.AccountNumber, record.RequestId, cancellationToken),
        };

        // What is not so must not be signed. The books' own check names the record as well.
        return receipt.Cost == record.Cost ? receipt
            : throw new InvalidDataException($"Record {record.RequestId} does not cost what its price makes of its counts.");

        Named NamedDeployment(int id) => new(id, names.GetValueOrDefault(id));
    }
}
