using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Billing;

/// <summary>Whether an account may be charged anything new: not while its owner's data is restricted.</summary>
internal sealed class NewCharges(PurposeGate gate)
{
    /// <returns>Null; or <c>billing.restricted</c>.</returns>
    public Failure? Refusal(Guid accountId) => gate.Allows(Purpose.Billing, accountId)
        ? null
        : new Failure(
            FailureKind.Forbidden, "billing.restricted", "Your data is restricted, so nothing new is charged. Lift the restriction first, on the page of your rights.");
}
