using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Cluster;

/// <summary>What there may be news of. Names go between nodes, of different versions too: they never change.</summary>
public enum Topic
{
    /// <summary>A key was issued, changed or revoked. Subject: its id.</summary>
    Key,

    /// <summary>Limits were changed. Subject: the id of the key or of the account.</summary>
    Limits,

    /// <summary>An account's credit was posted to, or returned by a node. Subject: the account's number.</summary>
    Credit,

    /// <summary>A node needs credit that other nodes hold. Subject: the account's number.</summary>
    CreditWanted,

    /// <summary>The register of recipients was changed. No subject.</summary>
    Recipients,

    /// <summary>What limits the processing of a person's data was changed. Subject: the person's id.</summary>
    Standing,

    /// <summary>How long things are kept was changed. No subject.</summary>
    Retention,

    /// <summary>A person's or account's data key was destroyed. Subject: the id.</summary>
    Erased,
}

/// <summary>Something that every node should know now. Who misses it finds it by looking, a second later.</summary>
public readonly record struct News(Topic Topic, string Subject)
{
    public static News Of(Topic topic, long accountNumber) => new(topic, accountNumber.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Carries news to every node, this one included: through PostgreSQL's notifications, or within the only process on SQLite.</summary>
public sealed class ClusterNews(AfterCommit afterCommit)
{
    /// <summary>Short, in memory or started in the background, and never failing.</summary>
    public event Action<News>? Heard;

    /// <summary>News may have been missed, because the connection was lost: look at everything.</summary>
    public event Action? Missed;

    /// <summary>Tells when the context's transaction is committed, and nothing if it is not; at once where none is open.</summary>
    public async Task TellAsync(PortalDb db, News news, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({NewsListener.Channel}, {$"{news.Topic}:{news.Subject}"})", cancellationToken);
        }
        else if (db.Database.CurrentTransaction is not null)
        {
            afterCommit.Run(db, () => Hear(news));
        }
        else
        {
            Hear(news);
        }
    }

    internal void Hear(News news) => Heard?.Invoke(news);

    internal void Hear(string payload)
    {
        var colon = payload.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && Enum.TryParse<Topic>(payload.AsSpan(0, colon), out var topic))      // a later version may tell more
        {
            Hear(new News(topic, payload[(colon + 1)..]));
        }
    }

    internal void Miss() => Missed?.Invoke();
}
