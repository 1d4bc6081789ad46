using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Cluster;

/// <summary>
/// One start of one process on PostgreSQL. Whatever it holds of the cluster's (leases, calls in flight) bears its number, so that others
/// can take it over once the node is silent. All times are the database's: nodes' own clocks do not matter. Not used on SQLite.
/// </summary>
internal sealed class ClusterNode
{
    private ClusterNode() { }

    [NotPersonal("random number of a start of a process")]
    public long Id { get; private init; }

    [NotPersonal("when a process started")]
    public DateTimeOffset StartedAt { get; private init; }

    [NotPersonal("when a process was last heard of")]
    public DateTimeOffset SeenAt { get; private init; }

    /// <summary>From then on nothing may be written in its name.</summary>
    [NotPersonal("when a process ended")]
    public DateTimeOffset? EndedAt { get; private init; }

    internal sealed class Table : IEntityTypeConfiguration<ClusterNode>
    {
        public void Configure(EntityTypeBuilder<ClusterNode> node)
        {
            node.ToTable("cluster_nodes");
            node.Property(n => n.Id).ValueGeneratedNever();
        }
    }
}

internal static class ClusterNodeSet
{
    extension(PortalDb db)
    {
        public DbSet<ClusterNode> ClusterNodes => db.Set<ClusterNode>();
    }
}
