namespace WictzPortal.Privacy;

/// <summary>
/// A part of the portal that carries out some kinds of requests. It reports by <see cref="DataSubjectRequests.RecordEvidenceAsync"/>; once
/// every line has its evidence, the answer goes out.
/// </summary>
public interface IRequestFulfilment
{
    IReadOnlyCollection<RequestType> Types { get; }

    /// <summary>
    /// Begins the work on a line whose applicant is proven and known. Called after the commit, and again after a crash: safe to repeat.
    /// Long work goes into a job.
    /// </summary>
    Task StartAsync(StartedLine line, CancellationToken cancellationToken);
}

/// <summary>A line that work has begun on.</summary>
/// <param name="UserId">Whose data it is about.</param>
/// <param name="OwnerId">The officer who started it; null when it started by itself.</param>
public sealed record StartedLine(Guid RequestId, string Number, RequestType Type, Guid UserId, DateOnly ReceivedOn, DateOnly DueOn, Guid? OwnerId);

/// <summary>A recipient that must be told of a correction, an erasure or a restriction (B-22).</summary>
/// <param name="Key">The recipient's stable id in the register.</param>
/// <param name="Name">Its legal name.</param>
/// <param name="What">What it is asked to do, such as <c>erase</c>.</param>
public sealed record RecipientToTell(string Key, string Name, string What);

/// <summary>The parts that carry requests out. Looked up when needed, because they in turn report to <see cref="DataSubjectRequests"/>.</summary>
internal sealed class Fulfilments(IServiceProvider services)
{
    public IRequestFulfilment? Of(RequestType type) =>
        services.GetServices<IRequestFulfilment>().LastOrDefault(fulfilment => fulfilment.Types.Contains(type));
}
