using QRCoder;

namespace WictzPortal.Accounts;

/// <summary>What authenticator apps scan.</summary>
internal static class AuthenticatorQr
{
    public static string Svg(string email, string key)
    {
        var uri = $"otpauth://totp/Wictz%20Portal:{Uri.EscapeDataString(email)}?secret={key}&issuer=Wictz%20Portal&digits=6&period=30";
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    /// <summary>In groups of four, as a person types it.</summary>
    public static string Spaced(string key) => string.Join(' ', key.Chunk(4).Select(group => new string(group)));
}
