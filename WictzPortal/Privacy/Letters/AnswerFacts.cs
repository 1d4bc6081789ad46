using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Everything that an answer letter says, in no language yet.</summary>
public sealed record AnswerFacts(
    ControllerOptions Controller, string Website, string Number, DateOnly ReceivedOn, DateOnly AnsweredOn, Applicant Applicant, RequestOutcome Outcome,
    IReadOnlyList<AnsweredLine> Lines)
{
    /// <summary>Which recipients were told what, and how they acknowledged it.</summary>
    public IReadOnlyList<(string Recipient, string What, string? Reference)> Recipients { get; init; } = [];

    public Regimes Regimes { get; init; }

    /// <summary>The authority of the applicant's country, besides the Board.</summary>
    public string? Authority { get; init; }

    public DateOnly ComplaintUntil => RequestClocks.ComplaintUntil(ReceivedOn, AnsweredOn);
}

/// <summary>One thing asked for, and what became of it.</summary>
public sealed record AnsweredLine(
    RequestType Type, RequestOutcome Outcome, RefusalReason? Reason, DateOnly DecidedOn, Bilingual? Words, IReadOnlyList<Bilingual> Says);
