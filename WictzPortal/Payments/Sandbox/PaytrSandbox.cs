using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WictzPortal.Billing;

namespace WictzPortal.Payments;

/// <summary>
/// A PayTR of our own, for demonstration and tests: it gives payment pages, takes money that is not real, refunds and reports, and is as
/// strict about signatures, units, limits and encodings as PayTR is. Its secrets are made at start and known to this process alone.
/// </summary>
internal sealed class PaytrSandbox(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SandboxSale> _sales = new(StringComparer.Ordinal);

    public PaytrShop Shop { get; init; } = new(
        "990001", new PaytrSecrets(Convert.ToHexString(RandomNumberGenerator.GetBytes(8)), Convert.ToHexString(RandomNumberGenerator.GetBytes(8))),
        new Uri("http://localhost/"), SandboxEndpoints.Root)
    {
        TakesEft = true,
    };

    public SandboxFaults Faults { get; } = new();

    /// <summary>Answers a call that carries these fields.</summary>
    public JsonObject Answer(string path, IReadOnlyDictionary<string, string> form)
    {
        lock (_gate)
        {
            return path switch
            {
                "odeme/api/get-token" => Token(form),
                "odeme/iade" => Refund(form),
                "odeme/durum-sorgu" => Inquiry(form),
                _ => new SandboxReports(Shop, [.. _sales.Values], Faults).Answer(path, form),
            };
        }
    }

    public SandboxSale? Find(string oid)
    {
        lock (_gate)
        {
            return _sales.GetValueOrDefault(oid);
        }
    }

    public SandboxSale? FindByToken(string token)
    {
        lock (_gate)
        {
            return _sales.Values.FirstOrDefault(sale => sale.Token == token);
        }
    }

    /// <summary>Takes over a sale that was made elsewhere.</summary>
    public void Adopt(SandboxSale sale)
    {
        lock (_gate)
        {
            _sales.Add(sale.Oid, sale);
        }
    }

    /// <summary>The buyer pays, or gives up. A second decision changes nothing.</summary>
    public void Decide(SandboxSale sale, bool pays)
    {
        lock (_gate)
        {
            if (!sale.IsDecided)
            {
                (sale.PaidAt, sale.HasFailed, sale.Total) = (pays ? clock.GetUtcNow() : null, !pays, pays ? sale.Kurus + Faults.SurplusKurus : 0);
            }
        }
    }

    /// <summary>The fields of a callback, signed.</summary>
    public Dictionary<string, string> Callback(string oid, bool success, long total)
    {
        var (status, amount) = (success ? PaytrCallback.Success : PaytrCallback.Failed, PaytrAmounts.Kurus(total));
        var fields = new Dictionary<string, string>
        {
            ["merchant_oid"] = oid,
            ["status"] = status,
            ["total_amount"] = amount,
            ["hash"] = PaytrSignature.OfCallback(Shop.Secrets, oid, status, amount),
            ["payment_type"] = "card",
        };
        if (success)
        {
            (fields["currency"], fields["payment_amount"], fields["installment_count"]) = ("TL", amount, "1");
        }
        else
        {
            (fields["failed_reason_code"], fields["failed_reason_msg"]) = ("6", "Müşteri ödeme yapmaktan vazgeçti ve ödeme sayfasından ayrıldı.");
        }

        return fields;
    }

    internal static JsonObject Refused(string code, string message) => new() { ["status"] = "error", ["err_no"] = code, ["err_msg"] = message };

    private JsonObject Token(IReadOnlyDictionary<string, string> form)
    {
        if (SandboxTokenRules.FirstFault(form, Shop) is { } fault)
        {
            return new JsonObject { ["status"] = "failed", ["reason"] = fault };
        }

        var sale = new SandboxSale
        {
            Oid = form["merchant_oid"],
            Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            Kurus = long.Parse(form["payment_amount"], CultureInfo.InvariantCulture),
            Method = form.ContainsKey("payment_type") ? PaymentMethod.Eft : PaymentMethod.Card,
            IsTest = form["test_mode"] == "1",
            ResultUrl = form["merchant_ok_url"],
            Language = form.GetValueOrDefault("lang", "tr"),
            IsDark = form.GetValueOrDefault("iframe_v2_dark") == "1",
            Basket = SandboxTokenRules.ReadBasket(form.GetValueOrDefault("user_basket")) ?? [],
        };
        return _sales.TryAdd(sale.Oid, sale)
            ? new JsonObject { ["status"] = "success", ["token"] = sale.Token }
            : new JsonObject { ["status"] = "failed", ["reason"] = "merchant_oid daha önce kullanılmış" };
    }

    private JsonObject Refund(IReadOnlyDictionary<string, string> form)
    {
        var (oid, amount) = (form.GetValueOrDefault("merchant_oid", ""), form.GetValueOrDefault("return_amount", ""));
        var reference = form.GetValueOrDefault("reference_no");
        var (sale, kurus) = (_sales.GetValueOrDefault(oid), 0L);
        var code = Faults.RefundCode
            ?? (oid.Length == 0 ? "002"
            : amount.Length == 0 ? "003"
            : !IsSigned(form, "merchant_id", "merchant_oid", "return_amount") ? "004"
            : amount.Contains(',', StringComparison.Ordinal) || (reference is not null && !SandboxTokenRules.IsOid(reference)) ? "001"
            : !PaytrAmounts.TryReadLira(amount, out kurus) || kurus <= 0 ? "001"
            : sale?.PaidAt is null ? "005"
            : !sale.IsNotified ? "007"
            : kurus > sale.Total - sale.Returned ? "009"
            : null);
        if (code is not null)
        {
            return Refused(code, "İade yapılamadı.");
        }

        sale!.Returns.Add(new SandboxReturn(kurus, reference, clock.GetUtcNow()));
        return new JsonObject
        {
            ["status"] = "success",
            ["is_test"] = sale.IsTest ? "1" : "0",
            ["merchant_oid"] = oid,
            ["return_amount"] = amount,
            ["reference_no"] = reference,
        };
    }

    private JsonObject Inquiry(IReadOnlyDictionary<string, string> form)
    {
        var oid = form.GetValueOrDefault("merchant_oid", "");
        return oid.Length == 0 ? Refused("002", "merchant_oid gönderilmedi.")
            : !IsSigned(form, "merchant_id", "merchant_oid") ? Refused("003", "paytr_token hatalı.")
            : _sales.GetValueOrDefault(oid) is not { PaidAt: not null } sale ? Refused("004", "Ödeme bulunamadı.")
            : SandboxReports.Inquiry(sale, Faults);
    }

    private bool IsSigned(IReadOnlyDictionary<string, string> form, params string[] fields) => SandboxTokenRules.IsSigned(form, Shop, fields);
}
