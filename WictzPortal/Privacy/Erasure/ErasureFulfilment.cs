using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Begins the erasure that an officer has started for a request which came by letter or through the public form.</summary>
internal sealed class ErasureFulfilment(Erasures erasures) : IRequestFulfilment
{
    public IReadOnlyCollection<RequestType> Types => [RequestType.Erasure];

    public async Task StartAsync(StartedLine line, CancellationToken cancellationToken)
    {
        var midnight = line.ReceivedOn.ToDateTime(TimeOnly.MinValue);
        await erasures.BeginAsync(
            new NewErasure(line.UserId, ErasureKind.Request, line.OwnerId ?? line.UserId)
            {
                RequestId = line.RequestId, ReceivedAt = new DateTimeOffset(midnight, CurrentUser.DefaultTimeZone.GetUtcOffset(midnight)),
            },
            cancellationToken);
    }
}
