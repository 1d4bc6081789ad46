using Microsoft.Extensions.Options;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Ledger;

/// <summary>Gives a new account its promotional credit.</summary>
internal sealed class SignUpCredit(GeneralLedger ledger, IOptions<PlanOptions> plans) : IListen<AccountOpened>
{
    public async Task HearAsync(AccountOpened happened, PortalDb db, CancellationToken cancellationToken)
    {
        var credit = plans.Value.SignUpAmount;
        if (credit.Micros == 0)
        {
            return;
        }

        await ledger.PostAsync(
            db,
            new LedgerDraft(LedgerEntryKind.SignUpCredit, $"sign-up/{happened.AccountNumber}", happened.At,
            [
                new PostingDraft(LedgerAccount.PromotionalCredit, happened.AccountNumber, credit),
                new PostingDraft(LedgerAccount.PromotionalCost, null, new Money(-credit.Micros)),
            ]),
            cancellationToken);
    }
}
