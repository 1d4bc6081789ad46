using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Webhooks;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState : byte
{
    Queued = 1,
    Delivered = 2,
    Failed = 3,
}

/// <summary>An event on its way to an endpoint, and later the trace of it. What it says is blanked once it has ended.</summary>
internal sealed class WebhookDelivery
{
    public const int EventLength = 60;

    // Over about a day, with growing pauses.
    private static readonly TimeSpan[] Pauses = [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3),
        TimeSpan.FromHours(7), TimeSpan.FromHours(12)];

    private WebhookDelivery() { }

    public WebhookDelivery(Guid accountId, Guid endpointId, string name, string payload, DateTimeOffset now) =>
        (AccountId, EndpointId, Event, Payload, QueuedAt, NextAttemptAt, State) = (accountId, endpointId, name, payload, now, now, DeliveryState.Queued);

    /// <summary>The message's id, the same at each attempt.</summary>
    [NotPersonal("random id of a delivery")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [NotPersonal("id of an endpoint")]
    public Guid EndpointId { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public string Event { get; private init; } = "";

    /// <summary>JSON of ids and amounts; null once it has ended.</summary>
    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Transient, ErasureMethod.Delete, ExportScope.Access)]
    public string? Payload { get; private set; }

    [NotPersonal("state of delivery")]
    public DeliveryState State { get; private set; }

    [NotPersonal("count of deliveries tried")]
    public int Attempts { get; private set; }

    [NotPersonal("time of the next delivery")]
    public DateTimeOffset NextAttemptAt { get; private set; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    [KeptFrom(RetentionRule.Log90)]
    public DateTimeOffset QueuedAt { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Log90, ErasureMethod.Delete, ExportScope.Access)]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What the last attempt came to: an HTTP status, or our own word for why there was none.</summary>
    [NotPersonal("technical result of a delivery")]
    public string? Result { get; private set; }

    public void Deliver(string result, DateTimeOffset now) =>
        (State, Attempts, Result, EndedAt, Payload) = (DeliveryState.Delivered, Attempts + 1, result, now, null);

    /// <summary>Tries again after the next pause; after the last one it has failed.</summary>
    public void Miss(string result, DateTimeOffset now)
    {
        (Attempts, Result) = (Attempts + 1, result);
        if (Attempts > Pauses.Length)
        {
            (State, EndedAt, Payload) = (DeliveryState.Failed, now, null);
        }
        else
        {
            NextAttemptAt = now + Pauses[Attempts - 1];
        }
    }

    /// <summary>There is nowhere to deliver it any more.</summary>
    public void GiveUp(string result, DateTimeOffset now) => (State, Result, EndedAt, Payload) = (DeliveryState.Failed, result, now, null);

    internal sealed class Table : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
        {
            delivery.ToTable("webhook_deliveries");
            delivery.Property(d => d.Event).HasMaxLength(EventLength);
            delivery.Property(d => d.Result).HasMaxLength(60);
            delivery.HasIndex(d => new { d.State, d.NextAttemptAt });
            delivery.HasIndex(d => d.AccountId);
            delivery.HasIndex(d => d.QueuedAt);
        }
    }
}

internal static class WebhookSets
{
    extension(PortalDb db)
    {
        public DbSet<WebhookEndpoint> WebhookEndpoints => db.Set<WebhookEndpoint>();

        public DbSet<WebhookDelivery> WebhookDeliveries => db.Set<WebhookDelivery>();
    }
}
