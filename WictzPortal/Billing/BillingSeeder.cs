using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;

namespace WictzPortal.Billing;

/// <summary>Gives an account what a customer of some weeks has, for demonstrations: a billing identity, movements, a coupon and credit that ends.</summary>
public sealed class BillingSeeder
{
    private const string Code = "DEMO-50";

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly BillingIdentities _identities;
    private readonly Wallet _wallet;
    private readonly Coupons _coupons;
    private readonly TopUps _topUps;
    private readonly TimeProvider _clock;

    internal BillingSeeder(
        IDbContextFactory<PortalDb> databases, BillingIdentities identities, Wallet wallet, Coupons coupons, TopUps topUps, TimeProvider clock) =>
        (_databases, _identities, _wallet, _coupons, _topUps, _clock) = (databases, identities, wallet, coupons, topUps, clock);

    public async Task FillAsync(Buyer buyer, CancellationToken cancellationToken)
    {
        await _identities.SaveAsync(
            buyer.AccountId,
            new BillingIdentityFacts(
                BillingKind.Corporate, null, null, "Demo Yazılım A.Ş.", "9876543217", "Kadıköy", "Deneme Sokak 1", "Kadıköy", "İstanbul", "34710", Countries.Turkey,
                "invoices@demo.example", "+90 555 000 00 00"),
            cancellationToken);
        await GiveAsync(buyer, cancellationToken);
        var now = _clock.GetUtcNow();
        await _coupons.MakeAsync(new NewCoupon(Code, 5_000, now.AddDays(90), 30, 100, 1), null, cancellationToken);
        await _coupons.RedeemAsync(Code, buyer, cancellationToken);
    }

    /// <summary>The person wants to put money in: a minor's wish waits for an adult.</summary>
    public async Task<OrderFacts> OrderAsync(Buyer buyer, int lira, CancellationToken cancellationToken)
    {
        var typed = lira.ToString(CultureInfo.InvariantCulture);
        var ordered = await _topUps.OrderAsync(Guid.CreateVersion7(), buyer, typed, CultureInfo.InvariantCulture, cancellationToken);
        return ordered.Value ?? throw new InvalidOperationException($"The demonstration's top-up was refused: {ordered.Failure}");
    }

    /// <summary>Makes invoices out to a person.</summary>
    public Task IdentifyAsync(Guid accountId, string lastName, CancellationToken cancellationToken) => _identities.SaveAsync(
        accountId,
        new BillingIdentityFacts(
            BillingKind.Individual, "Demo", lastName, null, null, null, "Deneme Sokak 2", "Çankaya", "Ankara", "06680", Countries.Turkey,
            $"{lastName.ToLowerInvariant()}@demo.example", "+90 555 000 00 00"),
        cancellationToken);

    private async Task GiveAsync(Buyer buyer, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await _wallet.GiveAsync(
            db,
            new WalletMove(buyer.AccountNumber, Money.FromLira(500m), LedgerAccount.Adjustments, LedgerEntryKind.Adjustment, $"demo-wallet/{buyer.AccountNumber}", _clock.GetUtcNow().AddDays(-3))
            {
                Note = new MovementText("gösterim için bakiye", "credit for the demonstration"),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
