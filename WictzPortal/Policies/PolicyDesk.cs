using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>Where staff change documents: one writes and weighs, another approves, and only then it is published. Nothing published is changed.</summary>
internal sealed class PolicyDesk(
    IDbContextFactory<PortalDb> databases, PolicyPress press, PolicyShelf shelf, AuditTrail audit, IOptions<PolicyOptions> options, TimeProvider clock)
{
    private static readonly Failure Decided = new(FailureKind.Conflict, "policies.decided", "This draft has been decided already.");

    /// <summary>The drafts of a document, the newest first.</summary>
    public async Task<IReadOnlyList<PolicyDraft>> DraftsAsync(PolicyKind kind, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PolicyDrafts.AsNoTracking().Where(d => d.Kind == kind).OrderByDescending(d => d.AskedAt).Take(20).ToListAsync(cancellationToken);
    }

    /// <summary>What a draft would become, with how it differs from the version published last.</summary>
    public async Task<Outcome<DraftPreview>> PreviewAsync(PolicyKind kind, string templateTr, string templateEn, CancellationToken cancellationToken)
    {
        var facts = await press.FactsAsync(kind, cancellationToken);
        var text = press.Write(kind, templateTr, templateEn, facts);
        if (!text.Succeeded)
        {
            return text.Failure;
        }

        var latest = await shelf.LatestAsync(kind, cancellationToken);
        var before = latest?.Facts ?? [];
        var least = latest is null ? Significance.Editorial : FactChange.LeastOf(before, facts);
        return new DraftPreview(text.Value, facts, FactChange.Between(before, facts), least, latest);
    }

    /// <summary>Leaves a draft for a second person. It weighs at least what its facts do.</summary>
    public async Task<Outcome<Guid>> AskAsync(NewPolicyDraft wanted, Guid by, CancellationToken cancellationToken)
    {
        var preview = await PreviewAsync(wanted.Kind, wanted.TemplateTr, wanted.TemplateEn, cancellationToken);
        if (!preview.Succeeded)
        {
            return preview.Failure;
        }

        if (await RefusalAsync(wanted, preview.Value, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var weight = (Significance)Math.Max((byte)wanted.Significance, (byte)preview.Value.Least);
        var draft = new PolicyDraft(wanted, preview.Value.Text, weight, by, clock.GetUtcNow());
        db.PolicyDrafts.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "policies.draft_asked", draft, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return draft.Id;
    }

    /// <summary>Against it, or taken back by who asked.</summary>
    public async Task<Failure?> RejectAsync(Guid draftId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await TakeAsync(db, draftId, DraftState.Rejected, by, cancellationToken) is not { } draft)
        {
            return Decided;
        }

        await NoteAsync(db, "policies.draft_rejected", draft, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Publishes what the first person wrote. Where it is significant, it holds after the days that people have to read of it.</summary>
    public async Task<Outcome<PolicyEntry>> ApproveAsync(Guid draftId, Guid by, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await TakeAsync(db, draftId, DraftState.Published, by, cancellationToken) is not { } draft)
        {
            return Decided;
        }

        if (draft.AskedBy == by)
        {
            return new Failure(FailureKind.Forbidden, "policies.same_person", "Somebody else than who wrote it must approve a document.");
        }

        var preview = await PreviewAsync(draft.Kind, draft.TemplateTr, draft.TemplateEn, cancellationToken);
        if (!preview.Succeeded || preview.Value.Text.Turkish != draft.TextTr || preview.Value.Text.English != draft.TextEn)
        {
            return new Failure(FailureKind.Conflict, "policies.facts_changed", "What the portal does has changed since this was written. Reject it and write it anew.");
        }

        if (await shelf.ComingAsync(draft.Kind, cancellationToken) is { } coming)
        {
            return Waits(coming);
        }

        var version = Publish(draft, preview.Value, await HasReadersAsync(db, cancellationToken), by);
        db.PolicyVersions.Add(version);
        await db.SaveChangesAsync(cancellationToken);
        await NoteAsync(db, "policies.published", draft, by, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version.ToEntry();
    }

    private async Task<Failure?> RefusalAsync(NewPolicyDraft wanted, DraftPreview preview, CancellationToken cancellationToken)
    {
        if (new[] { wanted.SummaryTr, wanted.SummaryEn, wanted.Reason }.Any(words => string.IsNullOrWhiteSpace(words) || words.Trim().Length > PolicyVersion.SummaryLength))
        {
            return new Failure(
                FailureKind.Invalid, "policies.summary_missing", "Say in both languages what changes, and why, in at most {0} characters each.", PolicyVersion.SummaryLength);
        }

        if (preview.Latest is { } latest && latest.TextTr == preview.Text.Turkish && latest.TextEn == preview.Text.English)
        {
            return new Failure(FailureKind.Invalid, "policies.unchanged", "This is what the version published last says already.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PolicyDrafts.AnyAsync(d => d.Kind == wanted.Kind && d.State == DraftState.Asked, cancellationToken)
                ? new Failure(FailureKind.Conflict, "policies.draft_waits", "Another draft of this document waits for a decision.")
            : await shelf.ComingAsync(wanted.Kind, cancellationToken) is { } coming ? Waits(coming)
            : null;
    }

    // One announced change at a time: people compare what they have with what comes.
    private static Failure Waits(PolicyEntry coming) => new(
        FailureKind.Conflict, "policies.version_coming", "Version {0} is announced and does not hold yet. The next one can follow when it does.", coming.Number);

    // By a conditional write, so that of two who decide at once one is refused.
    private async Task<PolicyDraft?> TakeAsync(PortalDb db, Guid draftId, DraftState state, Guid by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var taken = await db.PolicyDrafts.Where(d => d.Id == draftId && d.State == DraftState.Asked).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, state).SetProperty(d => d.JudgedBy, by).SetProperty(d => d.JudgedAt, now), cancellationToken);
        return taken == 1 ? await db.PolicyDrafts.AsNoTracking().SingleAsync(d => d.Id == draftId, cancellationToken) : null;
    }

    // While a portal is being set up there is nobody to announce a change to: its staff have read the draft.
    private static async Task<bool> HasReadersAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var staff = db.UserRoles;
        return await db.Users.AnyAsync(u => u.EmailConfirmed && !staff.Any(role => role.UserId == u.Id), cancellationToken);
    }

    private PolicyVersion Publish(PolicyDraft draft, DraftPreview preview, bool hasReaders, Guid by)
    {
        var now = clock.GetUtcNow();
        var weight = (Significance)Math.Max((byte)draft.Significance, (byte)preview.Least);
        return new PolicyVersion(draft.Kind, NumberAfter(preview.Latest?.Number, weight), preview.Text, preview.Facts, press.InventoryHash, now)
        {
            EffectiveAt = hasReaders && preview.Latest is not null && weight == Significance.Significant ? now.AddDays(options.Value.NoticeDays) : now,
            Significance = preview.Latest is null ? null : weight,
            SummaryTr = draft.SummaryTr, SummaryEn = draft.SummaryEn, Reason = draft.Reason, ProposedBy = draft.AskedBy, ApprovedBy = by,
        };
    }

    private static string NumberAfter(string? number, Significance weight) => number?.Split('.').Select(int.Parse).ToArray() switch
    {
        [var first, var second, var third] => weight switch
        {
            Significance.Significant => $"{first + 1}.0.0",
            Significance.Stricter => $"{first}.{second + 1}.0",
            _ => $"{first}.{second}.{third + 1}",
        },
        _ => "1.0.0",
    };

    private Task NoteAsync(PortalDb db, string action, PolicyDraft draft, Guid by, CancellationToken cancellationToken) => audit.WriteAsync(
        db, new AuditNote(action, by) { Target = $"{draft.Kind.Slug()} {draft.Id:N}", Reason = draft.Reason }, cancellationToken);
}

/// <summary>What a draft would become.</summary>
/// <param name="Least">What it weighs at least.</param>
/// <param name="Latest">What it is compared with; null for the first version.</param>
internal sealed record DraftPreview(
    PolicyText Text, IReadOnlyList<PolicyFact> Facts, IReadOnlyList<FactChange> Changes, Significance Least, PolicyVersion? Latest);
