using System.Globalization;
using Microsoft.Extensions.Localization;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;
using WictzPortal.Plans;

namespace WictzPortal.Billing;

/// <summary>What owners of an account are told of its plan, in the transaction in which it happens.</summary>
internal sealed class PlanLetters(IStringLocalizer<BillingText> T, AccountPost post, PortalAddress address)
{
    /// <summary>A period is about to end.</summary>
    /// <param name="next">What the next period would be; null when it is not sold any more.</param>
    /// <param name="isCovered">Whether the wallet has its price now.</param>
    public Task EndingAsync(PortalDb db, SubscriptionFacts ending, PricedPlan running, PricedPlan? next, bool isCovered, CancellationToken cancellationToken) =>
        QueueAsync(db, ending.AccountId, "billing.plan_ending", () => T["Your plan {0} runs until {1}", running.Plan.Name, Day(ending.PeriodUntil)], () =>
        [
            next is null || ending.EndsWithPeriod
                ? T["After that it ends, and nothing more is charged for it. What is left of its credit ends with it; your wallet stays as it is."]
                : next.Version.IsFree
                    ? T["Then it goes on as {0}, free of charge.", next.Plan.Name]
                    : !ending.RenewsItself
                        ? T["It does not renew by itself. To go on, renew it on the page of your plan: the next period of {0} costs {1} from your wallet.", next.Plan.Name, next.Version.Price]
                        : isCovered
                            ? T["Then the next period of {0} begins, and {1} is taken from your wallet. There is nothing to do. To end it instead, cancel before that day.", next.Plan.Name, next.Version.Price]
                            : T["Then the next period of {0} would begin, and {1} be taken from your wallet, which does not have enough. Top it up before that day.", next.Plan.Name, next.Version.Price],
        ], cancellationToken);

    public Task RenewedAsync(PortalDb db, SubscriptionFacts renewed, PricedPlan plan, CancellationToken cancellationToken) =>
        QueueAsync(db, renewed.AccountId, "billing.plan_renewed", () => T["Your plan {0} was renewed", plan.Plan.Name], () =>
            [T["{0} was taken from your wallet. The new period runs until {1}.", plan.Version.Price, Day(renewed.PeriodUntil)]], cancellationToken);

    public Task UnpaidAsync(PortalDb db, SubscriptionFacts unpaid, PricedPlan plan, CancellationToken cancellationToken) =>
        QueueAsync(db, unpaid.AccountId, "billing.plan_unpaid", () => T["Your plan {0} could not be renewed", plan.Plan.Name], () =>
            [T["Its next period costs {0}. Pay it by {1} and the plan goes on; after that it ends.", plan.Version.Price, Day(unpaid.GraceUntil!.Value)]], cancellationToken);

    public Task EndedAsync(PortalDb db, Guid accountId, PlanFacts plan, CancellationToken cancellationToken) =>
        QueueAsync(db, accountId, "billing.plan_ended", () => T["Your plan {0} has ended", plan.Name], () =>
            [T["Nothing more is charged for it. Your keys go on working as long as your wallet has credit, within the limits that hold without a plan."]], cancellationToken);

    public Task NotBoughtAsync(PortalDb db, Guid accountId, PlanFacts plan, CancellationToken cancellationToken) =>
        QueueAsync(db, accountId, "billing.plan_not_bought", () => T["Your payment has come in; the plan {0} was not bought", plan.Name], () =>
            [T["When your payment came in, the plan was not on sale any more, or your account had another one. The money is in your wallet: use it for calls, choose a plan, or ask for it back."]], cancellationToken);

    /// <summary>After the commit.</summary>
    public void Nudge() => post.Nudge();

    private Task QueueAsync(
        PortalDb db, Guid accountId, string template, Func<string> subject, Func<IReadOnlyList<string>> paragraphs, CancellationToken cancellationToken) =>
        post.QueueAsync(
            db, accountId,
            firstName => new Letter(
                template, subject(), T["Hello {0},", firstName], paragraphs(), new LetterButton(T["Look at my plan"], address.Of("/billing/plan"))),
            cancellationToken);

    private static string Day(DateTimeOffset at) => PlanPeriods.DayOf(at).ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
}
