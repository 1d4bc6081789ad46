using WictzPortal.Cluster;
using WictzPortal.Data;

namespace WictzPortal.Privacy;

/// <summary>Drops from this node's memory the keys that another one has destroyed.</summary>
internal sealed class DestroyedKeys(ClusterNews news, Vault vault) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        news.Heard += Hear;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        news.Heard -= Hear;
        return Task.CompletedTask;
    }

    private void Hear(News heard)
    {
        if (heard.Topic == Topic.Erased && Guid.TryParse(heard.Subject, out var subject))
        {
            vault.Forget(subject);
        }
    }
}
