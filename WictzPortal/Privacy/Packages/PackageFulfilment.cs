using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Answers the requests that a package answers: notes which one is to be made; the job makes it.</summary>
internal sealed class PackageFulfilment(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRequestFulfilment
{
    public IReadOnlyCollection<RequestType> Types { get; } =
        [RequestType.Access, RequestType.PurposeUse, RequestType.Recipients, RequestType.Portability];

    public async Task StartAsync(StartedLine line, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Packages.AnyAsync(p => p.RequestId == line.RequestId && p.Type == line.Type, cancellationToken))
        {
            db.Packages.Add(new Package(line.UserId, line.RequestId, line.Number, line.Type, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
