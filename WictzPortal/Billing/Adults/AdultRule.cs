using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Billing;

/// <summary>The order of a buyer under 18 waits for an adult. Only the age band decides, so staff can reverse it where that is wrong.</summary>
internal sealed class AdultRule : IListen<DecisionReversed>
{
    public static readonly DecisionRule Rule = new(
        "billing.adult_needed", 1, Purpose.LegalObligation, ["age band"],
        "This purchase waits for an adult, because the age given at sign-up is below 18 and people under 18 can buy only with the agreement of an adult (Turkish Civil Code, articles 15 and 16). Nothing else was looked at.",
        "Bu satın alma bir yetişkinin onayını bekliyor: kayıtta verilen yaş 18'in altında ve 18 yaşından küçükler yalnızca bir yetişkinin onayıyla satın alabilir (Türk Medeni Kanunu, madde 15 ve 16). Başka hiçbir şeye bakılmadı.");

    public async Task HearAsync(DecisionReversed happened, PortalDb db, CancellationToken cancellationToken)
    {
        if (happened.RuleId == Rule.Id && Guid.TryParse(happened.Target, out var orderId))
        {
            var order = await db.Orders.AsTracking().SingleAsync(o => o.Id == orderId, cancellationToken);
            order.Answer(agreed: true);
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
