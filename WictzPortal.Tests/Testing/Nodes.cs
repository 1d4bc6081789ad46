namespace WictzPortal.Tests.Testing;

/// <summary>Several nodes on one PostgreSQL database.</summary>
public sealed class Nodes : IAsyncDisposable
{
    private readonly List<PortalApp> _nodes = [];

    public IReadOnlyList<PortalApp> All => _nodes;

    public PortalApp this[int index] => _nodes[index];

    public static async Task<Nodes> StartAsync(int count, params (string Key, string Value)[] settings)
    {
        var nodes = new Nodes();
        nodes._nodes.Add(await PortalApp.StartAsync(settings));
        while (nodes._nodes.Count < count)
        {
            nodes._nodes.Add(await nodes[0].JoinAsync());
        }

        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
        {
            await node.DisposeAsync();      // the first one last: it takes the database with it
        }
    }
}
