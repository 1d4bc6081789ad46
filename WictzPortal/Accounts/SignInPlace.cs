using System.Security.Claims;
using WictzPortal.Kernel;

namespace WictzPortal.Accounts;

/// <summary>Tells a page where its person signed in from, to warn them before they shut themselves out.</summary>
public sealed class SignInPlace
{
    private readonly Sessions _sessions;

    internal SignInPlace(Sessions sessions) => _sessions = sessions;

    /// <summary>The person's own IP address, for nobody else; null when it is not known.</summary>
    public async Task<string?> AddressAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var sessions = await _sessions.ListAsync(user.UserId, cancellationToken);
        return sessions.FirstOrDefault(session => session.Id == user.SessionId)?.Ip;
    }
}
