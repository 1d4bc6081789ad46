using Microsoft.EntityFrameworkCore;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>What staff correct of a document.</summary>
/// <param name="NetKurus">What is credited of each line, in the order of the lines.</param>
/// <param name="ForeignNumber">The number of the buyer's document, where the buyer issues it.</param>
internal sealed record NewCorrection(
    Guid DocumentId, CorrectionKind Kind, IReadOnlyList<long> NetKurus, string Reason, string? ForeignNumber = null, DateOnly? ForeignOn = null);

/// <summary>Corrects documents by other documents. One that has been issued is never edited and never deleted.</summary>
internal sealed class Corrections(
    IDbContextFactory<PortalDb> databases, InvoiceBook book, DocumentPress press, AuditTrail trail, TimeProvider clock)
{
    /// <summary>An e-Arşiv document can be canceled for this long.</summary>
    private static readonly TimeSpan VoidTime = TimeSpan.FromDays(8);

    private static readonly Failure NoReason = new(FailureKind.Invalid, "invoices.no_reason", "Say why.");
    private static readonly Failure Unknown = new(FailureKind.NotFound, "invoices.unknown", "There is no such document.");

    private static readonly Failure Corrected =
        new(FailureKind.Conflict, "invoices.corrected", "The document has been corrected or voided before.");

    /// <summary>What may be done with a document that <see cref="DocumentLooks"/> lets staff see.</summary>
    /// <returns>Null when there is no such document, or nothing may be done any more.</returns>
    public async Task<OpenDocument?> OpenAsync(Guid documentId, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(null, documentId, cancellationToken) is not { } row)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var made = await db.Corrections.AsNoTracking().Where(c => c.OriginalId == row.Id).Select(c => c.Kind).ToListAsync(cancellationToken);
        if (made.Contains(CorrectionKind.Void))
        {
            return null;
        }

        var document = await press.ReadAsync(row, cancellationToken);
        var lines = await CreditedLines.OfAsync(db, row, document, cancellationToken);
        var refund = await book.WaitingRefundAsync(row, cancellationToken);
        var (_, isAccepted) = await book.PaperStateAsync(row, cancellationToken);
        return new OpenDocument(
            lines.Lines.Any(line => line.LeftNetKurus > 0) ? KindsFor(document) : [],
            [.. lines.Lines.Select((line, i) => new OpenLine(
                document.Lines[i].Text, line.LeftNetKurus, lines.Lines.Count == 1 && refund is { } back ? back.NetKurus : line.LeftNetKurus))],
            made.Count == 0 && MayBeVoided(row.Kind, row.Mode, row.IssuedAt, clock.GetUtcNow()),
            row.Mode == FiscalMode.Integrator && !isAccepted,
            refund);
    }

    /// <summary>Cancels a document: it keeps its number, and its event is issued anew with the billing identity as it is now.</summary>
    public async Task<Failure?> VoidAsync(Guid documentId, string reason, Guid staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await FindAsync(db, documentId, cancellationToken) is not ({ } row, { } happened))
        {
            return Unknown;
        }

        if (FirstFault(row, reason, now) is { } fault)
        {
            return fault;
        }

        if (happened.DocumentId != row.Id || await db.Corrections.AnyAsync(c => c.OriginalId == row.Id, cancellationToken))
        {
            return Corrected;
        }

        db.Corrections.Add(new Correction(row, CorrectionKind.Void, reason.Trim(), staffId, now));
        happened.Reopen(now);
        await db.SaveChangesAsync(cancellationToken);
        await trail.WriteAsync(db, NoteOf("invoices.voided", row, reason, staffId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Corrects amounts: by a document of ours, or by recording the buyer's.</summary>
    public async Task<Failure?> CreditAsync(NewCorrection wanted, Guid staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(db, wanted.DocumentId, cancellationToken) is not ({ } row, { } happened))
        {
            return Unknown;
        }

        if (await db.Corrections.AnyAsync(c => c.OriginalId == row.Id && c.Kind == CorrectionKind.Void, cancellationToken))
        {
            return Corrected;
        }

        var document = await press.ReadAsync(row, cancellationToken);
        var lines = await CreditedLines.OfAsync(db, row, document, cancellationToken);
        if (FirstFault(wanted, document) is { } fault)
        {
            return fault;
        }

        if (Amounts(wanted, lines) is not { Count: > 0 } amounts)
        {
            return new Failure(FailureKind.Invalid, "invoices.too_much", "Each line can be credited by what is left of it, and by more than nothing in all.");
        }

        var now = clock.GetUtcNow();
        var issued = IsOurs(wanted.Kind) ? await IssueAsync(db, happened, lines, wanted, amounts, now, cancellationToken) : null;
        if (issued is null && IsOurs(wanted.Kind))
        {
            return new Failure(FailureKind.Conflict, "invoices.clock", "The server's clock is behind the last document. Try again later.");
        }

        var correction = new Correction(row, wanted.Kind, wanted.Reason.Trim(), staffId, now)
        {
            DocumentId = issued?.Id, ForeignNumber = wanted.ForeignNumber?.Trim(), ForeignOn = wanted.ForeignOn,
        };
        db.Corrections.Add(correction);
        db.CorrectedLines.AddRange(amounts.Select(amount => new CorrectedLine(correction, amount.Line, amount.Amount)));
        await db.SaveChangesAsync(cancellationToken);
        await trail.WriteAsync(db, NoteOf("invoices.corrected", row, wanted.Reason, staffId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>The integrator has accepted a document, so that it is printed as a legal one. Doing it twice changes nothing.</summary>
    public async Task<Failure?> AcceptAsync(Guid documentId, string reference, Guid staffId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(db, documentId, cancellationToken) is not ({ Mode: FiscalMode.Integrator } row, _))
        {
            return Unknown;
        }

        if (string.IsNullOrWhiteSpace(reference) || reference.Length > Acceptance.ReferenceLength)
        {
            return new Failure(FailureKind.Invalid, "invoices.no_reference", "Give the integrator's reference.");
        }

        if (!await db.Acceptances.AnyAsync(a => a.DocumentId == row.Id, cancellationToken))
        {
            db.Acceptances.Add(new Acceptance(row.Id, reference.Trim(), staffId, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            await trail.WriteAsync(db, NoteOf("invoices.accepted", row, null, staffId), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>The kinds that fit a document: those of Turkish practice for a legal one, a credit note for one that is for information.</summary>
    private static IReadOnlyList<CorrectionKind> KindsFor(InvoiceDocument document) => document switch
    {
        { Kind: not DocumentKind.Invoice } => [],
        { Mode: FiscalMode.None } => [CorrectionKind.CreditNote],
        { Buyer.IsCorporate: true } => [CorrectionKind.BuyerReturn, CorrectionKind.PriceDifference],
        _ => [CorrectionKind.ExpenseVoucher],
    };

    public static bool IsOurs(CorrectionKind kind) => kind is CorrectionKind.CreditNote or CorrectionKind.ExpenseVoucher;

    /// <summary>Whether a document may still be canceled.</summary>
    private static bool MayBeVoided(DocumentKind kind, FiscalMode mode, DateTimeOffset issuedAt, DateTimeOffset now) =>
        kind is DocumentKind.Invoice or DocumentKind.AdvanceReceipt && (mode == FiscalMode.None || now - issuedAt <= VoidTime);

    private async Task<IssuedDocument?> IssueAsync(
        PortalDb db, BillableEvent original, CreditedLines lines, NewCorrection wanted, IReadOnlyList<(int Line, VatSplit Amount)> amounts,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sum = new VatSplit(amounts.Sum(a => a.Amount.NetKurus), amounts.Sum(a => a.Amount.VatKurus));
        var happened = BillableEvent.OfCredit(original, Guid.CreateVersion7(), sum, now);
        db.BillableEvents.Add(happened);
        var kind = wanted.Kind == CorrectionKind.CreditNote ? DocumentKind.CreditNote : DocumentKind.ExpenseVoucher;
        var draft = lines.Draft(kind, amounts, new DocumentNote(wanted.Reason.Trim(), wanted.Reason.Trim()));
        var row = await press.IssueAsync(db, happened, draft, now, cancellationToken);
        happened.Close(row?.Id, 0, now);
        return row;
    }

    private static Failure? FirstFault(IssuedDocument row, string reason, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > Correction.ReasonLength ? NoReason
        : MayBeVoided(row.Kind, row.Mode, row.IssuedAt, now) ? null
        : new Failure(FailureKind.Conflict, "invoices.too_late", "Only an invoice or receipt can be voided, and a legal one for eight days.");

    private static Failure? FirstFault(NewCorrection wanted, InvoiceDocument document) => wanted switch
    {
        { Reason: var reason } when string.IsNullOrWhiteSpace(reason) || reason.Length > Correction.ReasonLength => NoReason,
        { Kind: var kind } when !KindsFor(document).Contains(kind) =>
            new Failure(FailureKind.Invalid, "invoices.wrong_kind", "This document cannot be corrected in this way."),
        { Kind: var kind } when !IsOurs(kind) && (string.IsNullOrWhiteSpace(wanted.ForeignNumber) || wanted.ForeignOn is null) =>
            new Failure(FailureKind.Invalid, "invoices.no_foreign", "Give the number and the day of the buyer's document."),
        { ForeignNumber.Length: > Correction.ForeignNumberLength } =>
            new Failure(FailureKind.Invalid, "invoices.foreign_too_long", "The number of the buyer's document is too long."),
        _ => null,
    };

    private static List<(int Line, VatSplit Amount)>? Amounts(NewCorrection wanted, CreditedLines lines)
    {
        var amounts = new List<(int Line, VatSplit Amount)>();
        for (var i = 0; i < Math.Min(lines.Lines.Count, wanted.NetKurus.Count); i++)
        {
            if (lines.Lines[i].Credit(wanted.NetKurus[i]) is not { } amount)
            {
                return null;
            }

            if (wanted.NetKurus[i] > 0)
            {
                amounts.Add((i, amount));
            }
        }

        return amounts;
    }

    private static AuditNote NoteOf(string action, IssuedDocument row, string? reason, Guid staffId) =>
        new(action, staffId) { SubjectId = row.AccountId, Target = row.Number, Reason = reason?.Trim() };

    private static async Task<(IssuedDocument? Row, BillableEvent? Event)> FindAsync(PortalDb db, Guid id, CancellationToken cancellationToken)
    {
        var row = await db.IssuedDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        return row is null ? default : (row, await Issuer.LockAsync(db, row.EventId, cancellationToken));
    }
}
