using System.Globalization;

namespace WictzPortal.Payments;

/// <summary>What PayTR posts about an attempt. Only number, status and total are signed.</summary>
internal sealed record PaytrCallback(string Oid, string Status, string TotalAmount, string Hash)
{
    public const int FieldLength = 128;
    public const string Success = "success";
    public const string Failed = "failed";

    /// <summary>Not signed, as all below: shown or distrusted, never believed.</summary>
    public bool SaysTest { get; private init; }

    public string? Currency { get; private init; }

    public int? InstallmentCount { get; private init; }

    public int? FailureCode { get; private init; }

    /// <returns>Null where one of the signed fields is missing, given twice, or too long.</returns>
    public static PaytrCallback? Read(IFormCollection form) =>
        Field(form, "merchant_oid") is { } oid && Field(form, "status") is { } status && Field(form, "total_amount") is { } total
            && Field(form, "hash") is { } hash
            ? new PaytrCallback(oid, status, total, hash)
            {
                SaysTest = Field(form, "test_mode") == "1",
                Currency = Field(form, "currency"),
                InstallmentCount = Number(form, "installment_count"),
                FailureCode = Number(form, "failed_reason_code"),
            }
            : null;

    public bool IsSignedBy(PaytrSecrets secrets) => PaytrSignature.Matches(PaytrSignature.OfCallback(secrets, Oid, Status, TotalAmount), Hash);

    private static string? Field(IFormCollection form, string name) => form[name] is [{ Length: > 0 and <= FieldLength } value] ? value : null;

    private static int? Number(IFormCollection form, string name) =>
        Field(form, name) is { Length: <= 4 } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
