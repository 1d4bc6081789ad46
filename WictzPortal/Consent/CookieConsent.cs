using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using WictzPortal.Audit;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Consent;

/// <summary>What holds for one browser at this moment.</summary>
/// <param name="IsChosen">Whether a choice stands; silence is none, and grants nothing (C-04).</param>
/// <param name="Signal">Whether the browser sends Global Privacy Control or Do Not Track (C-10).</param>
/// <param name="IsChild">Analytics are not offered below 16 (C-12).</param>
public readonly record struct ConsentState(bool Functional, bool Analytics, bool IsChosen, bool Signal, bool IsChild)
{
    /// <summary>Whether to ask. Who sent a signal has answered already.</summary>
    public bool Asks => !IsChosen && !Signal;
}

/// <summary>The judge of cookies: it alone says what may be kept in a browser, by its signed choice, its signals and the account's own choice.</summary>
public sealed class CookieConsent : IHostedService
{
    private static readonly object StateKey = new();
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Vault _vault;
    private readonly AuditTrail _trail;
    private readonly IStringLocalizer<ConsentText> _text;
    private readonly TimeProvider _clock;
    private byte[] _key = [];

    public CookieConsent(
        IDbContextFactory<PortalDb> databases, Vault vault, AuditTrail trail, IStringLocalizer<ConsentText> text, TimeProvider clock) =>
        (_databases, _vault, _trail, _text, _clock) = (databases, vault, trail, text, clock);

    /// <summary>What holds for the request's browser. Asks the database only for who is signed in, once a request.</summary>
    public async Task<ConsentState> OfAsync(HttpContext context)
    {
        if (context.Items[StateKey] is ConsentState known)
        {
            return known;
        }

        var signal = HasSignal(context.Request);
        var isChild = context.User.HasClaim(CurrentUser.ChildClaim, "1");
        var choice = await ChoiceAsync(context);
        var counts = choice is not null && (!signal || choice.OverridesSignal);
        var state = new ConsentState(
            counts && choice!.Functional, counts && choice!.Analytics && !isChild, choice is not null, signal, isChild);
        context.Items[StateKey] = state;
        return state;
    }

    public async Task StartAsync(CancellationToken cancellationToken) => _key = await _vault.SystemKeyAsync("consent", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes the receipt of a choice and its cookies, and takes back what is no longer granted.</summary>
    internal async Task ChooseAsync(HttpContext context, ConsentGiven given, CancellationToken cancellationToken)
    {
        var receipt = await WriteAsync(given, _clock.GetUtcNow(), cancellationToken);
        var choice = receipt.ToChoice();
        Append(context, CookieRegister.Choice, choice.ToCookie(_key), CookieRegister.ChoiceLifetime, "/");
        Append(context, CookieRegister.Receipt, receipt.Id.ToString("N"), CookieRegister.ChoiceLifetime, "/cookies");
        context.Items.Remove(StateKey);
        ShortenFunctional(context, choice.Functional);
        if (!choice.Analytics)
        {
            context.Response.Cookies.Delete(CookieRegister.Visit);
        }
    }

    /// <summary>Writes the receipt alone, with its hash in the audit trail.</summary>
    internal async Task<ConsentReceipt> WriteAsync(ConsentGiven given, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var receipt = ConsentReceipt.Of(given, NoticeHash(), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, at);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.ConsentReceipts.Add(receipt);
        await _trail.WriteAsync(db, new AuditNote("consent.chosen", given.UserId) { Target = TargetOf(receipt) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    /// <summary>The receipts of this browser and of the person who is signed in, the newest first.</summary>
    internal async Task<IReadOnlyList<ConsentReceipt>> ReceiptsAsync(HttpContext context, CancellationToken cancellationToken)
    {
        Guid? userId = context.User.Identity?.IsAuthenticated is true ? context.User.UserId : null;
        _ = Guid.TryParse(context.Request.Cookies[CookieRegister.Receipt], out var receiptId);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        return await db.ConsentReceipts.AsNoTracking().Where(r => r.Id == receiptId || (userId != null && r.UserId == userId))
            .OrderByDescending(r => r.At).Take(20).ToListAsync(cancellationToken);
    }

    /// <summary>Whether a receipt is as it was written: its hash fits, and the audit trail knows that hash.</summary>
    internal static async Task<bool> IsGenuineAsync(ConsentReceipt receipt, AuditBrowser audit, CancellationToken cancellationToken) =>
        receipt.ComputeHash() == receipt.Hash && await audit.KnowsAsync("consent.chosen", TargetOf(receipt), cancellationToken);

    internal static bool HasSignal(HttpRequest request) => request.Headers["Sec-GPC"] == "1" || request.Headers["DNT"] == "1";

    /// <summary>24 bits of an IPv4 address, 48 of an IPv6 one.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(plain.AddressFamily == AddressFamily.InterNetwork ? 3 : 6).Clear();
        return new IPAddress(bytes).ToString();
    }

    private static string TargetOf(ConsentReceipt receipt) => $"receipt {receipt.Hash}";

    private async Task<CookieChoice?> ChoiceAsync(HttpContext context)
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var here = CookieChoice.Read(context.Request.Cookies[CookieRegister.Choice], _key) is { } read && read.HoldsOn(today) ? read : null;
        if (context.User.Identity?.IsAuthenticated is not true)
        {
            return here;
        }

        var userId = context.User.UserId;
        await using var db = await _databases.CreateDbContextAsync(context.RequestAborted);
        var receipt = await db.ConsentReceipts.AsNoTracking().Where(r => r.UserId == userId).OrderByDescending(r => r.At)
            .FirstOrDefaultAsync(context.RequestAborted);
        var own = receipt?.ToChoice() is { } chosen && chosen.HoldsOn(today) ? chosen : null;
        return (here, own) switch
        {
            (null, _) => own,
            (_, null) => here,
            _ => here.And(own),
        };
    }

    // What the person was shown, in the language of the page.
    private string NoticeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', CookieRegister.All.Select(line => $"{line.Name}|{line.Category}|{_text[line.Purpose]}|{line.Lifetime}")
            .Prepend(_text[CookieNotice.Lead])))));

    // Without consent, what the person chose by a click of their own lasts until the browser is closed.
    private static void ShortenFunctional(HttpContext context, bool granted)
    {
        foreach (var line in CookieRegister.All.Where(line => line.Category == CookieCategory.Functional))
        {
            if (context.Request.Cookies[line.Name] is { Length: > 0 and <= 40 } value)
            {
                Append(context, line.Name, value, granted ? line.Lifetime : null, "/", readable: true);
            }
        }
    }

    private static void Append(HttpContext context, string name, string value, TimeSpan? lifetime, string path, bool readable = false) =>
        context.Response.Cookies.Append(name, value, new CookieOptions
        {
            MaxAge = lifetime, Path = path, HttpOnly = !readable, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps,
        });
}
