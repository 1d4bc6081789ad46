using System.Buffers;
using System.Globalization;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Models;
using WictzPortal.Usage;

namespace WictzPortal.Gateway;

/// <summary>One request on its way through the steps: authenticate, admit, route, forward, meter. Each adds what the next ones need.</summary>
internal sealed class GatewayCall(HttpContext http, string route, Protocol protocol, TimeProvider clock) : IDisposable
{
    public GatewayCall(HttpContext http, Operation operation, TimeProvider clock) : this(http, operation.Route, operation.Protocol, clock) =>
        Operation = operation;

    public HttpContext Http { get; } = http;

    /// <summary>The route's template, for the log: never the address as sent.</summary>
    public string Route { get; } = route;

    /// <summary>In which form the caller is answered and told of errors.</summary>
    public Protocol Protocol { get; } = protocol;

    /// <summary>Null for calls that only ask the gateway itself.</summary>
    public Operation? Operation { get; }

    public TimeProvider Clock { get; } = clock;

    public DateTimeOffset At { get; } = clock.GetUtcNow();

    public long Started { get; } = clock.GetTimestamp();

    public Guid Id { get; } = RequestId.New(clock.GetUtcNow());

    public Marks Marks { get; } = new();

    // authenticate
    public LiveKey Key { get; set; } = default!;

    /// <summary>What limits the key; null until it is known.</summary>
    public LimitedCaller? Limits { get; set; }

    // admit
    public ReadOnlyMemory<byte> Body { get; set; }

    public CallRequest Request;

    /// <summary>What the operation itself has read in the request.</summary>
    public object? Details { get; set; }

    /// <summary>The model's name where the address holds it.</summary>
    public string? ModelInAddress { get; init; }

    public ModelEntry? Model { get; set; }

    /// <summary>What the call has taken of its limits; null where nothing limits it.</summary>
    public LimitHold? Hold { get; set; }

    public Reservation? Reservation { get; set; }

    /// <summary>Output tokens that the reservation covers.</summary>
    public long ReservedOutput { get; set; }

    // route and forward
    public DeploymentEntry? Deployment { get; set; }

    public byte Attempts { get; set; }

    /// <summary>Tries that did not answer; null when there were none.</summary>
    public List<AttemptDraft>? FailedAttempts { get; private set; }

    public TimeSpan? FirstByte { get; set; }

    /// <summary>Where events go, once the answer may be a stream; else into the response.</summary>
    public IBufferWriter<byte>? Events { get; set; }

    /// <summary>Events of the stream so far, for protocols that number them.</summary>
    public int StreamEvents { get; set; }

    /// <summary>The request's typed form, made when a provider of another protocol is first tried.</summary>
    public Conversation? Conversation { get; set; }

    // meter
    public ReportedUsage? Usage { get; set; }

    public long CountedOutput { get; set; }

    public bool IsOpened { get; set; }

    public bool IsSettled { get; set; }

    /// <summary>Its record did not become durable in time, so its last bytes never went.</summary>
    public bool IsHeldBack { get; set; }

    public TokenCounts Tokens { get; set; }

    public Units Units { get; set; }

    public Money Cost { get; set; }

    public Refusal? Refusal { get; set; }

    public TimeSpan Elapsed => Clock.GetElapsedTime(Started);

    /// <summary>The same call, running in another context, with a number of its own.</summary>
    public GatewayCall Within(HttpContext context)
    {
        var call = new GatewayCall(context, Operation!, Clock) { ModelInAddress = ModelInAddress, Key = Key, Limits = Limits, Body = Body };
        call.Marks.Authenticated = Marks.Authenticated;
        return call;
    }

    public void Fail(in AttemptDraft attempt) => (FailedAttempts ??= []).Add(attempt);

    /// <summary>Gives its limits back what it did not use, and its place among the calls in flight. Before its last bytes go; safe to repeat.</summary>
    public void EndHold()
    {
        if (IsSettled)
        {
            Hold?.Settle(Tokens.TotalInput + Tokens.TotalOutput, Cost.Micros);
        }
        else
        {
            Hold?.Release(wasSent: Attempts > 0);
        }
    }

    public void Dispose() => Conversation?.Dispose();
}

/// <summary>How long each step took: what <c>server-timing</c> tells.</summary>
internal sealed class Marks
{
    public TimeSpan Authenticated { get; set; }

    public TimeSpan Admitted { get; set; }

    public TimeSpan Routed { get; set; }

    public TimeSpan Answered { get; set; }

    public TimeSpan Settled { get; set; }

    /// <summary>The steps that are over, in milliseconds.</summary>
    public string ToHeader()
    {
        // Written digit by digit: to format a fraction costs more than all the steps of the gateway but one.
        Span<char> header = stackalloc char[160];
        var length = Write(header, 0, "auth;dur=", default, Authenticated);
        length = Write(header, length, ", quota;dur=", Authenticated, Admitted);
        length = Write(header, length, ", route;dur=", Admitted, Routed);
        length = Write(header, length, ", upstream;dur=", Routed, Answered);
        length = Settled == TimeSpan.Zero ? length : Write(header, length, ", settle;dur=", Answered, Settled);
        return new string(header[..length]);
    }

    private static int Write(Span<char> header, int at, string name, TimeSpan from, TimeSpan to)
    {
        name.CopyTo(header[at..]);
        at += name.Length;
        var micros = Micros(from, to);
        (micros / 1000).TryFormat(header[at..], out var digits, provider: CultureInfo.InvariantCulture);
        at += digits;
        var fraction = (int)(micros % 1000);
        header[at] = '.';
        header[at + 1] = (char)('0' + (fraction / 100));
        header[at + 2] = (char)('0' + (fraction / 10 % 10));
        header[at + 3] = (char)('0' + (fraction % 10));
        return at + 4;
    }

    private static long Micros(TimeSpan from, TimeSpan to) => Math.Max(0, (to - from).Ticks / TimeSpan.TicksPerMicrosecond);
}
