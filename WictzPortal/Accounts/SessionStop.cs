namespace WictzPortal.Accounts;

/// <summary>Ends all sessions of a person, for folders that shut somebody out.</summary>
public sealed class SessionStop
{
    private readonly Sessions _sessions;

    internal SessionStop(Sessions sessions) => _sessions = sessions;

    /// <summary>Cookies are refused at the next request, open pages end within seconds. Safe to repeat.</summary>
    public Task EndAllAsync(Guid userId, CancellationToken cancellationToken) => _sessions.EndOthersAsync(userId, keep: null, cancellationToken);
}

/// <summary>Whether an address may not be signed up; for folders that must keep somebody out.</summary>
public interface ISignUpBar
{
    Task<bool> RefusesAsync(string email, CancellationToken cancellationToken);
}
