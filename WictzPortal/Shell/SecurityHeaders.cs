namespace WictzPortal.Shell;

/// <summary>What browsers are told to refuse on our pages.</summary>
internal static class SecurityHeaders
{
    // Scripts and styles come from our own files alone. Style attributes are let through: Radzen places menus and draws
    // charts with them, and so do our own bars with their widths. They cannot load or run anything.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'";

    public static void Add(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
    }
}
