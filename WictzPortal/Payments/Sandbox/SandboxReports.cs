using System.Globalization;
using System.Text.Json.Nodes;
using WictzPortal.Billing;

namespace WictzPortal.Payments;

/// <summary>What the sandbox tells about its sales: the inquiry, the transaction report and the pay-outs.</summary>
internal sealed class SandboxReports(PaytrShop shop, IReadOnlyList<SandboxSale> sales, SandboxFaults faults)
{
    private const string MomentForm = "yyyy-MM-dd HH:mm:ss";
    private const string DayForm = "yyyy-MM-dd";

    public JsonObject Answer(string path, IReadOnlyDictionary<string, string> form) => path switch
    {
        "rapor/islem-dokumu" => Transactions(form),
        "rapor/odeme-dokumu" => Payouts(form),
        "rapor/odeme-detayi" => PayoutParts(form),
        _ => PaytrSandbox.Refused("001", "Geçersiz istek."),
    };

    public static JsonObject Inquiry(SandboxSale sale, SandboxFaults faults) => new()
    {
        ["status"] = "success",
        ["payment_amount"] = Lira(sale.Kurus, faults),
        ["payment_total"] = Lira(sale.Total, faults),
        ["payment_date"] = Moment(sale.PaidAt!.Value),
        ["currency"] = "TL",
        ["taksit"] = "0",
        ["kart_marka"] = "bonus",
        ["masked_pan"] = "435508******4358",
        ["odeme_tipi"] = TypeOf(sale),
        ["test_mode"] = sale.IsTest ? "1" : "0",
        ["net_tutar"] = Lira(sale.Total - sale.Fee, faults),
        ["kesinti_tutari"] = Lira(sale.Fee, faults),
        ["returns"] = new JsonArray([.. sale.Returns.Select(back => new JsonObject
        {
            ["return_amount"] = Lira(back.Kurus, faults),
            ["return_date"] = Moment(back.At),
            ["return_type"] = "I",
            ["reference_no"] = back.Reference,
        })]),
    };

    private static string Lira(long kurus, SandboxFaults faults) => faults.WritesCommas
        ? (kurus / 100m).ToString("0.##", CultureInfo.InvariantCulture).Replace('.', ',')
        : PaytrAmounts.Lira(kurus);

    private static string Moment(DateTimeOffset at) => IstanbulTime.At(at).ToString(MomentForm, CultureInfo.InvariantCulture);

    private static string TypeOf(SandboxSale sale) => sale.Method is PaymentMethod.Eft ? "EFT" : "KART";

    // A day's sales are paid out on the next, without what was kept and given back.
    private static DateOnly PayoutOf(SandboxSale sale) => DateOnly.FromDateTime(IstanbulTime.At(sale.PaidAt!.Value)).AddDays(1);

    private static long NetOf(SandboxSale sale) => sale.Total - sale.Fee - sale.Returned;

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static bool TryMoment(string text, out DateTime moment) =>
        DateTime.TryParseExact(text, MomentForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);

    /// <summary>An empty time is told as a failure, as PayTR does.</summary>
    private static JsonObject Rows(IReadOnlyCollection<JsonObject> rows) => rows.Count == 0
        ? new JsonObject { ["status"] = "failed" }
        : new JsonObject { ["status"] = "success", ["data"] = new JsonArray([.. rows]) };

    private JsonObject Transactions(IReadOnlyDictionary<string, string> form)
    {
        if (!SandboxTokenRules.IsSigned(form, shop, ["merchant_id", "start_date", "end_date"])
            || !TryMoment(form["start_date"], out var from) || !TryMoment(form["end_date"], out var to)
            || to < from || to - from > TimeSpan.FromDays(3))
        {
            return PaytrSandbox.Refused("001", "Geçersiz istek.");
        }

        var rows = sales.Where(sale => sale.PaidAt is not null).SelectMany(sale => sale.Returns
                .Select(back => (Type: "I", Sale: sale, back.Kurus, Fee: 0L, back.At))
                .Append((Type: "S", Sale: sale, Kurus: sale.Total, sale.Fee, At: sale.PaidAt!.Value)))
            .Where(row => IstanbulTime.At(row.At) is var at && at >= from && at <= to).OrderBy(row => row.At);
        return Rows([.. rows.Select(row => new JsonObject
        {
            ["islem_tipi"] = row.Type,
            ["islem_tutari"] = Lira(row.Kurus, faults),
            ["kesinti_tutari"] = Lira(row.Fee, faults),
            ["kesinti_orani"] = row.Fee == 0 ? "0" : "2.99",
            ["net_tutar"] = Lira(row.Kurus - row.Fee, faults),
            ["islem_tarihi"] = IstanbulTime.At(row.At).ToString("dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture),
            ["para_birimi"] = "TL",
            ["taksit"] = "0",
            ["kart_marka"] = "bonus",
            ["kart_no"] = "435508******4358",
            ["siparis_no"] = row.Sale.Oid,
            ["odeme_tipi"] = TypeOf(row.Sale),
        })]);
    }

    private JsonObject Payouts(IReadOnlyDictionary<string, string> form)
    {
        if (!SandboxTokenRules.IsSigned(form, shop, ["merchant_id", "start_date", "end_date"])
            || !TryDay(form["start_date"], out var from) || !TryDay(form["end_date"], out var to))
        {
            return PaytrSandbox.Refused("001", "Geçersiz istek.");
        }

        return Rows([.. sales.Where(sale => sale.PaidAt is not null).GroupBy(PayoutOf)
            .Where(day => day.Key >= from && day.Key <= to).OrderBy(day => day.Key).Select(day => new JsonObject
            {
                ["date_paid"] = day.Key.ToString(DayForm, CultureInfo.InvariantCulture),
                ["currency"] = "TL",
                ["sales"] = Lira(day.Sum(sale => sale.Total), faults),
                ["return"] = Lira(day.Sum(sale => sale.Returned), faults),
                ["net"] = Lira(day.Sum(NetOf), faults),
                ["merchant_iban"] = "TR000000000000000000000000",
            })]);
    }

    private JsonObject PayoutParts(IReadOnlyDictionary<string, string> form)
    {
        if (!SandboxTokenRules.IsSigned(form, shop, ["merchant_id", "date"]) || !TryDay(form["date"], out var day))
        {
            return PaytrSandbox.Refused("001", "Geçersiz istek.");
        }

        return Rows([.. sales.Where(sale => sale.PaidAt is not null && PayoutOf(sale) == day).Select(sale => new JsonObject
        {
            ["merchant_oid"] = sale.Oid,
            ["payment"] = Lira(NetOf(sale), faults),
            ["currency"] = "TL",
        })]);
    }
}
