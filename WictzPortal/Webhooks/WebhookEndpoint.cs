using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Webhooks;

/// <summary>Where an account wants its events. Address and secret are sealed under the account's data key.</summary>
internal sealed class WebhookEndpoint
{
    public const int UrlLength = 500;
    private const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    private WebhookEndpoint() { }

    [NotPersonal("random id of an endpoint")]
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    [Subject(SubjectKind.Account)]
    public Guid AccountId { get; private init; }

    [Personal(DataCategory.Contact, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Portable)]
    public Sealed Url { get; private init; }

    [Personal(DataCategory.TransactionSecurity, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Shred, ExportScope.Secret)]
    public Sealed Secret { get; private init; }

    [Personal(DataCategory.CustomerTransaction, Purpose.ServiceDelivery, LegalBasis.Contract, RetentionRule.Account30, ErasureMethod.Delete, ExportScope.Portable)]
    public DateTimeOffset AddedAt { get; private init; }

    /// <summary>The returned secret is shown once.</summary>
    public static async Task<(WebhookEndpoint Endpoint, string Secret)> MakeAsync(
        Guid accountId, string url, Vault vault, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secret = SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
        var endpoint = new WebhookEndpoint
        {
            AccountId = accountId,
            Url = await vault.SealAsync(accountId, url, cancellationToken),
            Secret = await vault.SealAsync(accountId, secret, cancellationToken),
            AddedAt = now,
        };
        return (endpoint, secret);
    }

    internal sealed class Table : IEntityTypeConfiguration<WebhookEndpoint>
    {
        public void Configure(EntityTypeBuilder<WebhookEndpoint> endpoint)
        {
            endpoint.ToTable("webhook_endpoints");
            endpoint.HasIndex(e => e.AccountId);
        }
    }
}
