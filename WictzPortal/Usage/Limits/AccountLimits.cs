using WictzPortal.Kernel;
using WictzPortal.Plans;

namespace WictzPortal.Usage;

/// <summary>What staff set for one account in place of what its plan says. Each change leaves a line in the log with who made it.</summary>
public sealed partial class AccountLimits(LimitEditor limitEditor, LimitBook book, ILogger<AccountLimits> log)
{
    /// <summary>What holds where the account has no limit of its own.</summary>
    public LimitSet OfPlan(Guid accountId) => book.OfPlan(accountId);

    public Task<LimitSet> FindAsync(Guid accountId, CancellationToken cancellationToken) => limitEditor.FindAsync(accountId, accountId, cancellationToken);

    /// <returns>The limits as stored; or what <see cref="LimitEditor"/> refuses.</returns>
    public async Task<Outcome<LimitSet>> SaveAsync(
        Guid accountId, long accountNumber, LimitSet limits, Guid staffId, CancellationToken cancellationToken)
    {
        var outcome = await limitEditor.SaveAsync(accountId, accountId, limits, cancellationToken);
        if (outcome.Succeeded)
        {
            LogSaved(staffId, accountNumber);
        }

        return outcome;
    }

    [LoggerMessage(LogLevel.Information, "Staff member {StaffId} changed the limits of account {AccountNumber}.")]
    private partial void LogSaved(Guid staffId, long accountNumber);
}
