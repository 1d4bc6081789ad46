using System.Data.Common;

namespace WictzPortal.Data;

/// <summary>Tells a database that does not answer from a fault of our own.</summary>
public static class Outage
{
    /// <summary>Npgsql's strategy wraps what may pass by itself, such as a refused connection, in an <see cref="InvalidOperationException"/>.</summary>
    public static bool IsCauseOf(Exception exception) =>
        exception is DbException || (exception is InvalidOperationException { InnerException: DbException or TimeoutException });

    /// <summary>Whether the same may succeed later: the database is away, or too busy.</summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        DbException { IsTransient: true } or TimeoutException => true,
        InvalidOperationException { InnerException: { } inner } => MayPass(inner),
        _ => false,
    };
}
