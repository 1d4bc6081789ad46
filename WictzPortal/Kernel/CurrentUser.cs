using System.Security.Claims;

namespace WictzPortal.Kernel;

/// <summary>The staff roles. Everybody else is a customer and holds none.</summary>
public static class Roles
{
    public const string Support = nameof(Support);
    public const string Billing = nameof(Billing);
    public const string PrivacyOfficer = nameof(PrivacyOfficer);
    public const string Administrator = nameof(Administrator);

    /// <summary>Policy: any staff role, signed in with a second factor .</summary>
    public const string StaffPolicy = "Staff";

    /// <summary>Policy: <see cref="Administrator"/>, signed in with a second factor.</summary>
    public const string AdministratorPolicy = "Administrator";

    public static readonly IReadOnlyList<string> Staff = [Support, Billing, PrivacyOfficer, Administrator];
}

/// <summary>What a signed-in principal carries: the person, the account acted for, and the session.</summary>
public static class CurrentUser
{
    public const string AccountClaim = "wictz:account";
    public const string AccountNumberClaim = "wictz:account-number";
    public const string SessionClaim = "wictz:session";

    extension(ClaimsPrincipal user)
    {
        /// <summary>The signed-in person.</summary>
        public Guid UserId => Guid.Parse(Required(user, ClaimTypes.NameIdentifier));

        /// <summary>The account the signed-in person acts for.</summary>
        public Guid AccountId => Guid.Parse(Required(user, AccountClaim));

        /// <summary>The pseudonymous number of that account, as usage records and ledger postings carry it.</summary>
        public long AccountNumber => long.Parse(Required(user, AccountNumberClaim), System.Globalization.CultureInfo.InvariantCulture);

        /// <summary>The session this sign-in began.</summary>
        public Guid SessionId => Guid.Parse(Required(user, SessionClaim));
    }

    private static string Required(ClaimsPrincipal user, string claim) => user.FindFirstValue(claim)
        ?? throw new InvalidOperationException($"A signed-in user must carry the claim {claim}.");
}
