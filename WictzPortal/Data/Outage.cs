using System.Data.Common;

namespace WictzPortal.Data;

/// <summary>Tells a database that does not answer from a fault of our own.</summary>
public static class Outage
{
    /// <summary>Npgsql's strategy wraps what may pass by itself, such as a refused connection, in an <see cref="InvalidOperationException"/>.</summary>
    public static bool IsCauseOf(Exception exception) =>
        exception is DbException || (exception is InvalidOperationException { InnerException: DbException or TimeoutException });
}
