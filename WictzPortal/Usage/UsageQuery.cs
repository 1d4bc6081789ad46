namespace WictzPortal.Usage;

/// <summary>What the pages ask about usage. Nothing older than its retention is ever returned, whether or not it is deleted yet.</summary>
public sealed class UsageQuery
{
    /// <summary>The request list counts no further than this; it says "10,000+" then.</summary>
    public const int CountLimit = 10_000;

    /// <summary>Sums, chart and top lists of one account, up to now.</summary>
    public Task<UsageOverview> OverviewAsync(long accountNumber, UsageRange range, TimeZoneInfo zone, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>One page of an account's calls, newest first.</summary>
    public Task<RequestPage> RequestsAsync(long accountNumber, RequestFilter filter, int skip, int take, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>All of an account's calls that pass the filter, newest first, for a download.</summary>
    public IAsyncEnumerable<RequestRow> StreamAsync(long accountNumber, RequestFilter filter, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <returns>Null when the account has no such call, or it is past its 90 days.</returns>
    public Task<RequestDetails?> FindAsync(long accountNumber, Guid requestId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
