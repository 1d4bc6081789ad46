using WictzPortal.Kernel;

namespace WictzPortal.Payments;

/// <summary>Posts the sandbox's callbacks to the portal's own address until it answers the two bytes OK, a minute apart.</summary>
internal sealed class SandboxNotifier(PaytrSandbox sandbox, PortalAddress address, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly HttpClient _http = new(PaytrClient.MakeTransport());
    private readonly CancellationTokenSource _over = new();

    /// <summary>Tells what became of a sale, in the background.</summary>
    public void Tell(SandboxSale sale)
    {
        if (!sandbox.Faults.IsSilent)
        {
            _ = TellAsync(sale, _over.Token);
        }
    }

    /// <returns>Whether the portal answered exactly OK.</returns>
    public async Task<bool> SendAsync(SandboxSale sale, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new FormUrlEncodedContent(fields);
            using var response = await _http.PostAsync(new Uri(address.Served + CallbackEndpoint.Path), content, cancellationToken);
            var isOk = response.IsSuccessStatusCode && (await response.Content.ReadAsByteArrayAsync(cancellationToken)).AsSpan().SequenceEqual("OK"u8);
            sale.IsNotified |= isOk;
            return isOk;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
        _http.Dispose();
    }

    private async Task TellAsync(SandboxSale sale, CancellationToken cancellationToken)
    {
        var fields = sandbox.Callback(sale.Oid, sale.PaidAt is not null, sale.Total);
        try
        {
            for (var i = 0; i < sandbox.Faults.CallbackTries && !await SendAsync(sale, fields, cancellationToken); i++)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }
}
