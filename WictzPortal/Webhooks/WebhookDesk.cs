using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Webhooks;

/// <summary>An endpoint, as its account sees it.</summary>
public sealed record EndpointRow(Guid Id, string Url, DateTimeOffset AddedAt);

/// <summary>A delivery, as its account sees it.</summary>
public sealed record DeliveryRow(Guid Id, string Event, DeliveryState State, int Attempts, string? Result, DateTimeOffset QueuedAt, DateTimeOffset? NextAttemptAt);

/// <summary>An account's endpoints, and what is published to them. Callers check who asks.</summary>
public sealed class WebhookDesk
{
    /// <summary>Endpoints an account may have.</summary>
    public const int Most = 5;

    public const int UrlLength = WebhookEndpoint.UrlLength;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Vault _vault;
    private readonly WebhookCaller _caller;
    private readonly WebhookPump _pump;
    private readonly TimeProvider _clock;

    internal WebhookDesk(IDbContextFactory<PortalDb> databases, Vault vault, WebhookCaller caller, WebhookPump pump, TimeProvider clock) =>
        (_databases, _vault, _caller, _pump, _clock) = (databases, vault, caller, pump, clock);

    /// <summary>Queues an event in the caller's transaction, for each endpoint of the account. The caller nudges after its commit.</summary>
    /// <param name="name">Such as <c>invoice.issued</c>: it never changes.</param>
    /// <param name="data">Ids, numbers and amounts; nothing personal.</param>
    public async Task PublishAsync(PortalDb db, Guid accountId, string name, JsonObject data, CancellationToken cancellationToken)
    {
        var endpoints = await db.WebhookEndpoints.Where(e => e.AccountId == accountId).Select(e => e.Id).ToListAsync(cancellationToken);
        foreach (var endpoint in endpoints)
        {
            db.WebhookDeliveries.Add(Message(accountId, endpoint, name, data));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Has the queue looked at now instead of at the next round of the job.</summary>
    public void Nudge() => _pump.Nudge();

    public async Task<IReadOnlyList<EndpointRow>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var endpoints = await db.WebhookEndpoints.AsNoTracking().Where(e => e.AccountId == accountId).OrderBy(e => e.AddedAt).ToListAsync(cancellationToken);
        var rows = new List<EndpointRow>(endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            rows.Add(new EndpointRow(endpoint.Id, await _vault.OpenAsync(accountId, endpoint.Url, Purpose.ServiceDelivery, cancellationToken) ?? "", endpoint.AddedAt));
        }

        return rows;
    }

    /// <returns>The secret, to be shown once; or what is wrong with the address.</returns>
    public async Task<Outcome<string>> AddAsync(Guid accountId, string? typed, CancellationToken cancellationToken)
    {
        var url = (typed ?? "").Trim();
        if (url.Length > UrlLength || !Uri.TryCreate(url, UriKind.Absolute, out var address) || !IsAllowed(address))
        {
            return new Failure(FailureKind.Invalid, "webhooks.address", "Enter an address that begins with https:// and leads to the public internet, of at most {0} characters.", UrlLength);
        }

        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await db.WebhookEndpoints.CountAsync(e => e.AccountId == accountId, cancellationToken) >= Most)
        {
            return new Failure(FailureKind.Conflict, "webhooks.too_many", "An account has at most {0} endpoints.", Most);
        }

        var (endpoint, secret) = await WebhookEndpoint.MakeAsync(accountId, address.AbsoluteUri, _vault, _clock.GetUtcNow(), cancellationToken);
        db.WebhookEndpoints.Add(endpoint);
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    public async Task RemoveAsync(Guid accountId, Guid endpointId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var endpoints = db.WebhookEndpoints;
        await endpoints.Where(e => e.AccountId == accountId && e.Id == endpointId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Sends an endpoint an event that means nothing.</summary>
    public async Task TestAsync(Guid accountId, Guid endpointId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        if (await db.WebhookEndpoints.AnyAsync(e => e.AccountId == accountId && e.Id == endpointId, cancellationToken))
        {
            db.WebhookDeliveries.Add(Message(accountId, endpointId, "webhook.test", new JsonObject()));
            await db.SaveChangesAsync(cancellationToken);
            _pump.Nudge();
        }
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var deliveries = await db.WebhookDeliveries.AsNoTracking().Where(d => d.AccountId == accountId)
            .OrderByDescending(d => d.QueuedAt).ThenByDescending(d => d.Id).Take(50).ToListAsync(cancellationToken);
        return deliveries.ConvertAll(d => new DeliveryRow(
            d.Id, d.Event, d.State, d.Attempts, d.Result, d.QueuedAt, d.State == DeliveryState.Queued ? d.NextAttemptAt : null));
    }

    private WebhookDelivery Message(Guid accountId, Guid endpointId, string name, JsonObject data)
    {
        var now = _clock.GetUtcNow();
        var body = new JsonObject
        {
            ["type"] = name,
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["data"] = data.DeepClone(),
        };
        return new WebhookDelivery(accountId, endpointId, name, body.ToJsonString(JsonSerializerOptions.Web), now);
    }

    // What a name leads to is looked at when it is called; an address in figures can be told at once.
    private bool IsAllowed(Uri address) => address.UserInfo.Length == 0 && address.Fragment.Length == 0 && (
        address.IsLoopback ? _caller.AllowsLoopback && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        : address.Scheme == Uri.UriSchemeHttps
            && (!System.Net.IPAddress.TryParse(address.DnsSafeHost, out var figures) || PublicAddresses.IsPublic(figures)));
}
