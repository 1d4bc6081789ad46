using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;

namespace WictzPortal.Billing;

/// <summary>What an adult is asked: who wants to buy what.</summary>
internal sealed record AdultQuestion(string FirstName, OrderFacts Order);

/// <summary>Lets an adult answer for a member aged 13 to 17 before anything is paid: in the portal, or by a link that works once.</summary>
internal sealed class AdultConsents(IDbContextFactory<PortalDb> databases, Vault vault, Outbox outbox, AdultLetters letters, TimeProvider clock)
{
    /// <summary>Orders of the account that wait for an adult, or have an adult's consent and wait to be paid; the newest first.</summary>
    public async Task<IReadOnlyList<OrderFacts>> WaitingAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var consents = db.AdultConsents;
        var orders = await db.Orders.AsNoTracking().Where(o => o.AccountId == accountId)
            .Where(o => o.State == OrderState.AwaitsAdult || (o.State == OrderState.Open && consents.Any(c => c.OrderId == o.Id)))
            .OrderByDescending(o => o.CreatedAt).ToListAsync(cancellationToken);
        return [.. orders.Select(o => o.ToFacts())];
    }

    public async Task<bool> IsAdultAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Orders.IsAdultAsync(db, userId, cancellationToken);
    }

    /// <summary>Mails a link to the adult whom the buyer names. Nothing but the mail knows the address.</summary>
    public async Task<Failure?> MailAsync(Guid orderId, Buyer buyer, string buyersEmail, string address, CancellationToken cancellationToken)
    {
        if (string.Equals(buyersEmail, address, StringComparison.OrdinalIgnoreCase))
        {
            return new Failure(FailureKind.Invalid, "billing.own_address", "This is your own address. Name an adult, such as a parent.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await WaitingAsync(db, orderId, buyer.AccountId, cancellationToken) is not { } order || order.BuyerId != buyer.UserId)
        {
            return NotWaiting();
        }

        var consent = await db.AdultConsents.AsTracking().SingleOrDefaultAsync(c => c.OrderId == orderId, cancellationToken)
            ?? db.AdultConsents.Add(new AdultConsent(orderId)).Entity;
        if (consent.Links >= AdultConsent.MostLinks)
        {
            return new Failure(FailureKind.TooMany, "billing.too_many_links", "{0} mails were sent for this purchase. Order it anew to name somebody else.", AdultConsent.MostLinks);
        }

        var (secret, hash) = LinkSecret.Make();
        consent.Mail(hash, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        var culture = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var letter = letters.Ask(await FirstNameAsync(db, order.BuyerId, cancellationToken), order.ToFacts(), $"/confirm-purchase/{secret}");
        await outbox.QueueAsync(db, orderId, address, culture, letter, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Nudge();
        return null;
    }

    /// <returns>Null for a link that does not work, or no longer.</returns>
    public async Task<AdultQuestion?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ByLinkAsync(db, secret, cancellationToken) is not { } order ? null
            : new AdultQuestion(await FirstNameAsync(db, order.BuyerId, cancellationToken), order.ToFacts());
    }

    /// <summary>The answer by link. It counts once.</summary>
    /// <returns>False for a link that does not work, or no longer.</returns>
    public async Task<bool> AnswerAsync(string secret, bool agreed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await ByLinkAsync(db, secret, cancellationToken) is not { } order)
        {
            return false;
        }

        await AnswerAsync(db, order, agreed, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await vault.DestroyAsync(order.Id, cancellationToken);
        return true;
    }

    /// <summary>The answer of another owner or admin of the account, who must be an adult. The caller has checked the role.</summary>
    public async Task<Failure?> AnswerAsync(Guid orderId, Buyer adult, bool agreed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await WaitingAsync(db, orderId, adult.AccountId, cancellationToken) is not { } order)
        {
            return NotWaiting();
        }

        if (order.BuyerId == adult.UserId || !await Orders.IsAdultAsync(db, adult.UserId, cancellationToken))
        {
            return new Failure(FailureKind.Forbidden, "billing.adult_needed", "An adult owner or admin of this account has to answer this.");
        }

        await AnswerAsync(db, order, agreed, adult.UserId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await vault.DestroyAsync(orderId, cancellationToken);
        return null;
    }

    private async Task AnswerAsync(PortalDb db, Order order, bool agreed, Guid? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var consent = await db.AdultConsents.AsTracking().SingleOrDefaultAsync(c => c.OrderId == order.Id, cancellationToken)
            ?? db.AdultConsents.Add(new AdultConsent(order.Id)).Entity;
        consent.Answer(agreed, by, now);
        order.Answer(agreed);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<Order?> WaitingAsync(PortalDb db, Guid orderId, Guid accountId, CancellationToken cancellationToken) =>
        await db.Orders.AsTracking().SingleOrDefaultAsync(
            o => o.Id == orderId && o.AccountId == accountId && o.State == OrderState.AwaitsAdult, cancellationToken);

    private async Task<Order?> ByLinkAsync(PortalDb db, string secret, CancellationToken cancellationToken)
    {
        var (hash, now, orders) = (LinkSecret.HashOf(secret), clock.GetUtcNow(), db.Orders);
        return await db.AdultConsents.Where(c => c.SecretHash == hash && c.LinkEndsAt > now && c.AnsweredAt == null)
            .Join(orders.AsTracking(), c => c.OrderId, o => o.Id, (_, order) => order)
            .SingleOrDefaultAsync(o => o.State == OrderState.AwaitsAdult, cancellationToken);
    }

    private async Task<string> FirstNameAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var name = await db.Users.Where(u => u.Id == userId).Select(u => (Sealed?)u.FirstName).SingleOrDefaultAsync(cancellationToken);
        return await vault.OpenAsync(userId, name, Purpose.Billing, cancellationToken) ?? "";
    }

    private static Failure NotWaiting() => new(FailureKind.NotFound, "billing.not_waiting", "This purchase no longer waits for an answer.");
}
