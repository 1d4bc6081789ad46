using System.Globalization;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;
using WictzPortal.Retention;

namespace WictzPortal.Privacy;

/// <summary>Tells how an erasure ended: the certificate, the person's last letter, and the evidence of the request.</summary>
internal sealed class ErasureReport(
    ErasureLetters letters, Outbox outbox, DataSubjectRequests requests, AuditTrail audit, Vault vault, TimeProvider clock)
{
    public Task<string> CertifyAsync(
        ErasureCase erasure, IReadOnlyList<Destroyed> destroyed, IReadOnlyList<ErasureLine> left, int tables, CancellationToken cancellationToken) =>
        ErasureCertificate.WriteAsync(erasure, destroyed, left, tables, vault, clock.GetUtcNow(), cancellationToken);

    /// <summary>In the caller's transaction. The letter is sealed under the case: the person's own key is gone.</summary>
    public async Task TellAsync(PortalDb db, ErasureCase erasure, ErasureFacts facts, bool isHeld, CancellationToken cancellationToken)
    {
        if (facts.Email is { } address)
        {
            await outbox.QueueAsync(db, erasure.Id, address, facts.Culture, letters.Erased(facts, erasure, isHeld), cancellationToken);
        }

        await audit.WriteAsync(
            db, new AuditNote(isHeld ? "erasure.held" : "erasure.done", null) { Target = erasure.Number, Purpose = Purpose.LegalObligation }, cancellationToken);
    }

    /// <summary>After the commit. The answer to the request goes out when the last evidence is there.</summary>
    public async Task AnswerAsync(ErasureCase erasure, IReadOnlyList<ErasureLine> left, CancellationToken cancellationToken)
    {
        outbox.Nudge();
        if (erasure.RequestId is not { } request)
        {
            return;
        }

        await RecordAsync(new Evidence(EvidenceKind.DestructionRun, erasure.Id.ToString("N")));
        await RecordAsync(new Evidence(EvidenceKind.LedgerEntry, erasure.Number));
        await RecordAsync(new Evidence(EvidenceKind.VerificationScan, Evidence.Clean, Says(erasure, left)));

        Task RecordAsync(Evidence evidence) => requests.RecordEvidenceAsync(request, RequestType.Erasure, evidence, cancellationToken);
    }

    // The letter is written in both languages, so it cannot take the reader's.
    private Bilingual Says(ErasureCase erasure, IReadOnlyList<ErasureLine> left)
    {
        var day = BusinessDays.DayOf(clock.GetUtcNow());
        return new Bilingual(In("tr"), In("en"));

        string In(string culture) => letters.Summary(CultureInfo.GetCultureInfo(culture), day, erasure, left);
    }
}
