using System.Security.Claims;

namespace WictzPortal.Kernel;

/// <summary>The staff roles. Everybody else is a customer and holds none.</summary>
public static class Roles
{
    public const string Support = nameof(Support);
    public const string Billing = nameof(Billing);
    public const string PrivacyOfficer = nameof(PrivacyOfficer);
    public const string Administrator = nameof(Administrator);

    /// <summary>Policy: signed in, also while shut out of the service: for pages by which a person exercises rights over the own data.</summary>
    public const string RightsPolicy = "Rights";

    /// <summary>Policy: any staff role, signed in with a second factor .</summary>
    public const string StaffPolicy = "Staff";

    /// <summary>Policy: <see cref="Administrator"/>, signed in with a second factor.</summary>
    public const string AdministratorPolicy = "Administrator";

    /// <summary>Policy: <see cref="Billing"/> or <see cref="Administrator"/>, signed in with a second factor.</summary>
    public const string BillingPolicy = "Billing";

    /// <summary>Policy: <see cref="PrivacyOfficer"/> or <see cref="Administrator"/>, signed in with a second factor.</summary>
    public const string SupervisionPolicy = "Supervision";

    public static readonly IReadOnlyList<string> Staff = [Support, Billing, PrivacyOfficer, Administrator];
}

/// <summary>What a signed-in principal carries: the person, the account acted for, and the session.</summary>
public static class CurrentUser
{
    public const string AccountClaim = "wictz:account";
    public const string AccountNumberClaim = "wictz:account-number";
    /// <summary>Present for persons below 16.</summary>
    public const string ChildClaim = "wictz:child";
    public const string SessionClaim = "wictz:session";

    /// <summary><c>tr</c> or <c>en</c>: the language that the person chose; OpenID Connect's name for it.</summary>
    public const string CultureClaim = "locale";

    /// <summary>RFC 8176's name for how somebody signed in.</summary>
    public const string AuthenticationMethodClaim = "amr";

    /// <summary>Value of <see cref="AuthenticationMethodClaim"/>: a code, a recovery code or a user-verified passkey was used.</summary>
    public const string MultiFactor = "mfa";

    /// <summary>IANA name of the time zone that the person chose; OpenID Connect's name for it.</summary>
    public const string TimeZoneClaim = "zoneinfo";

    public static readonly TimeZoneInfo DefaultTimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Istanbul");

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

        /// <summary>First and last name, as far as the sign-in knows them.</summary>
        public string FullName =>
            $"{user.FindFirstValue(ClaimTypes.GivenName)} {user.FindFirstValue(ClaimTypes.Surname)}".Trim();

        /// <summary>The e-mail address signed in with.</summary>
        public string? Email => user.FindFirstValue(ClaimTypes.Email);

        /// <summary>Where the person's days begin and end. Europe/Istanbul until chosen otherwise.</summary>
        public TimeZoneInfo TimeZone =>
            user.FindFirstValue(TimeZoneClaim) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
                ? zone
                : DefaultTimeZone;

        /// <summary>Whether this sign-in used a second factor .</summary>
        public bool UsedSecondFactor => user.HasClaim(AuthenticationMethodClaim, MultiFactor);

        /// <summary>Holds a staff role. What staff pages ask for on top of it is the policy's business.</summary>
        public bool IsStaff => Roles.Staff.Any(user.IsInRole);
    }

    private static string Required(ClaimsPrincipal user, string claim) => user.FindFirstValue(claim)
        ?? throw new InvalidOperationException($"A signed-in user must carry the claim {claim}.");
}
