using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;

namespace WictzPortal.Payments;

/// <summary>
/// Where PayTR posts what became of an attempt. Anybody may call: the signature is the authentication. It answers the two bytes
/// <c>OK</c>, and only when what it was told is stored; PayTR repeats until it reads them.
/// </summary>
internal sealed partial class CallbackEndpoint(Callbacks callbacks, ILogger<CallbackEndpoint> log) : IDisposable
{
    public const string Path = "/payments/paytr/callback";
    private const long MostBytes = 16 * 1024;
    private const int PerMinute = 6000;
    private static readonly byte[] Ok = "OK"u8.ToArray();

    // Far above what PayTR sends: it keeps a flood of forgeries from becoming a flood of log lines.
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }));

    public async Task HandleAsync(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(TokenRequest.IpOf(context.Connection.RemoteIpAddress));
        if (!lease.IsAcquired)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        if (await ReadAsync(context) is not { } callback || !callbacks.IsAuthentic(callback))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        try
        {
            await callbacks.TakeAsync(callback, context.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogLost(exception);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = Ok.Length;
        await context.Response.Body.WriteAsync(Ok, context.RequestAborted);
    }

    public void Dispose() => _limiter.Dispose();

    private static async Task<PaytrCallback?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = MostBytes;
            }

            return PaytrCallback.Read(await context.Request.ReadFormAsync(
                new FormOptions { BufferBodyLengthLimit = MostBytes, ValueCountLimit = 64, MultipartBodyLengthLimit = MostBytes }, context.RequestAborted));
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "A callback could not be stored; PayTR will repeat it.")]
    private partial void LogLost(Exception exception);
}
