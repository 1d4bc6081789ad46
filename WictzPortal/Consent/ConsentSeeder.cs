namespace WictzPortal.Consent;

/// <summary>Gives a person of a demonstration the receipts of two choices: a consent, and its withdrawal as to analytics.</summary>
public sealed class ConsentSeeder(CookieConsent consent, TimeProvider clock)
{
    private const string Network = "192.0.2.0";      // RFC 5737: an example

    public async Task FillAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await consent.WriteAsync(
            new ConsentGiven(userId, Functional: true, Analytics: true, ConsentMethod.AcceptAll, ConsentLayer.Banner, Signal: false, Network), now.AddDays(-60),
            cancellationToken);
        await consent.WriteAsync(
            new ConsentGiven(userId, Functional: true, Analytics: false, ConsentMethod.Withdraw, ConsentLayer.Page, Signal: false, Network), now.AddDays(-9),
            cancellationToken);
    }
}
