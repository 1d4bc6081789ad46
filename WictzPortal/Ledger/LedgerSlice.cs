using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Ledger;

/// <summary>The books: entries with postings that sum to zero, balances, the credit of a new account, and the check of it all.</summary>
public static class LedgerSlice
{
    public static void AddLedger(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BalanceNews>();
        builder.Services.AddSingleton<GeneralLedger>();
        builder.Services.AddSingleton<LedgerHistory>();
        builder.Services.AddSingleton<LedgerTotals>();
        builder.Services.AddSingleton<CreditLeases>();
        builder.Services.AddSingleton<UsagePoster>();
        builder.Services.AddSingleton<UndeliveredCredits>();
        builder.Services.AddSingleton<BooksCuts>();
        builder.Services.AddSingleton<ISweep, LedgerSweep>();
        builder.Services.AddSingleton<IVerb, LedgerVerify>();
        builder.Services.AddSingleton<IListen<AccountOpened>, SignUpCredit>();
    }
}
