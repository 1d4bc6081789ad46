using System.Globalization;

namespace WictzPortal.Gateway;

/// <summary>Every way in which the gateway says no. Closed: each has its status, OpenAI error type and code in <see cref="Refusals"/>.</summary>
internal enum RefusalKind
{
    MissingKey,
    WrongKey,
    KeyRevoked,
    WrongMethod,
    UnknownPath,
    WrongContentType,
    BodyTooLarge,
    BodyUnreadable,
    BrokenJson,
    BrokenForm,
    InvalidField,
    UnknownModel,
    UnknownReceipt,
    ModelNotForEndpoint,
    ModelUnavailable,
    ModelWithoutPrice,
    AccountStopped,
    RouteNotAllowed,
    ModelNotAllowed,
    NetworkNotAllowed,
    RateLimited,
    ConcurrencyLimited,
    SpendLimited,
    LimitTooSmall,
    LimitsUnknown,
    NoCredit,
    CreditSpent,
    Busy,
    RepeatedKey,
    UpstreamRejected,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamOverloaded,
    UpstreamFailed,
    UpstreamUnreachable,
    UpstreamTimeout,
    UpstreamCut,
    ClientGone,
    Internal,
}

/// <summary>One refusal: its kind, a sentence that says whose fault it is and what to do, and what else the client should know.</summary>
/// <param name="Kind">Which of the closed list.</param>
/// <param name="Message">For the person who reads the log of the client. It never quotes the request or the provider.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="Status">Where the provider's own status is passed on; 0 means that of the kind.</param>
/// <param name="Code">Where the provider's own code is passed on, from a closed list; null means that of the kind.</param>
/// <param name="RetryAfter">When trying again makes sense.</param>
internal sealed record Refusal(
    RefusalKind Kind, string Message, string? Param = null, int Status = 0, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Set when it is told, for protocols whose errors name the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Which limit it was, for refusals by limits.</summary>
    public LimitNotice? Limit { get; init; }

    public LimitNotice? Notice => Limit ?? (Kind is RefusalKind.NoCredit or RefusalKind.CreditSpent ? LimitNotice.Credit : null);

    public int HttpStatus => Status != 0 ? Status : Refusals.Of(Kind).Status;

    public string Type => Refusals.Of(Kind).Type;

    public string ErrorCode => Code ?? Refusals.Of(Kind).Code;

    /// <summary>Whole seconds for the header, at least one where there is one at all.</summary>
    public string? RetryAfterSeconds => RetryAfter is { } wait
        ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
        : Refusals.Of(Kind).AlwaysRetryAfter;
}

/// <summary>Status, OpenAI error type and code of each refusal.</summary>
internal static class Refusals
{
    private const string Invalid = "invalid_request_error";
    private const string Server = "server_error";

    /// <summary>What a refusal of this kind looks like on the wire, and the <c>retry-after</c> it has when nothing better is known.</summary>
    public static (int Status, string Type, string Code, string? AlwaysRetryAfter) Of(RefusalKind kind) => kind switch
    {
        RefusalKind.MissingKey => (401, Invalid, "missing_api_key", null),
        RefusalKind.WrongKey => (401, Invalid, "invalid_api_key", null),
        RefusalKind.KeyRevoked => (401, Invalid, "api_key_revoked", null),
        RefusalKind.WrongMethod => (405, Invalid, "method_not_allowed", null),
        RefusalKind.UnknownPath => (404, Invalid, "unknown_url", null),
        RefusalKind.WrongContentType => (415, Invalid, "unsupported_media_type", null),
        RefusalKind.BodyTooLarge => (413, Invalid, "request_too_large", null),
        RefusalKind.BodyUnreadable => (400, Invalid, "body_unreadable", null),
        RefusalKind.BrokenJson => (400, Invalid, "invalid_json", null),
        RefusalKind.BrokenForm => (400, Invalid, "invalid_form", null),
        RefusalKind.InvalidField => (400, Invalid, "invalid_value", null),
        RefusalKind.UnknownReceipt => (404, Invalid, "receipt_not_found", null),
        RefusalKind.UnknownModel => (404, Invalid, "model_not_found", null),
        RefusalKind.ModelNotForEndpoint => (400, Invalid, "model_not_supported", null),
        RefusalKind.ModelUnavailable => (503, Server, "model_unavailable", "30"),
        RefusalKind.ModelWithoutPrice => (503, Server, "model_without_price", "300"),
        RefusalKind.AccountStopped => (403, "permission_error", "account_stopped", null),
        RefusalKind.RouteNotAllowed => (403, "permission_error", "route_not_allowed", null),
        RefusalKind.ModelNotAllowed => (403, "permission_error", "model_not_allowed", null),
        RefusalKind.NetworkNotAllowed => (403, "permission_error", "network_not_allowed", null),
        RefusalKind.RateLimited => (429, "rate_limit_error", "rate_limit_exceeded", null),
        RefusalKind.ConcurrencyLimited => (429, "rate_limit_error", "concurrency_limit_reached", "1"),
        RefusalKind.SpendLimited => (402, "insufficient_quota", "spend_limit_reached", null),
        RefusalKind.LimitTooSmall => (429, "rate_limit_error", "request_exceeds_limit", null),
        RefusalKind.LimitsUnknown => (503, Server, "limits_unavailable", "1"),
        RefusalKind.NoCredit => (402, "insufficient_quota", "insufficient_credit", "60"),
        RefusalKind.CreditSpent => (402, "insufficient_quota", "credit_spent", "60"),
        RefusalKind.Busy => (503, Server, "gateway_busy", "1"),
        RefusalKind.RepeatedKey => (409, Invalid, "idempotency_key_used", null),
        RefusalKind.UpstreamRejected => (400, Invalid, "provider_rejected_request", null),
        RefusalKind.UpstreamMisconfigured => (502, Server, "provider_misconfigured", null),
        RefusalKind.UpstreamRateLimited => (429, "rate_limit_error", "provider_rate_limited", "5"),
        RefusalKind.UpstreamOverloaded => (503, Server, "provider_overloaded", "5"),
        RefusalKind.UpstreamFailed => (502, Server, "provider_error", null),
        RefusalKind.UpstreamUnreachable => (502, Server, "provider_unreachable", null),
        RefusalKind.UpstreamTimeout => (504, Server, "provider_timeout", null),
        RefusalKind.UpstreamCut => (502, Server, "provider_connection_lost", null),
        RefusalKind.ClientGone => (499, Invalid, "client_disconnected", null),
        _ => (500, Server, "internal_error", null),
    };
}
