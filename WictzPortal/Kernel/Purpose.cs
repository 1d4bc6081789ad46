namespace WictzPortal.Kernel;

/// <summary>Why personal data is read. The closed list of both privacy policies (A-17 … A-24, B-11); marketing is not in it .</summary>
public enum Purpose
{
    ServiceDelivery,
    AccountManagement,
    Billing,
    QuotaEnforcement,
    Support,
    Security,
    Improvement,
    Analytics,
    LegalObligation,
    LegalClaims,
}
