using System.Net;
using WictzPortal.Models;
using WictzPortal.Recipients;

namespace WictzPortal.Gateway;

/// <summary>Tries an address and a credential by asking for the list of models: the cheapest thing that every protocol lets in with a key alone.</summary>
internal sealed class ProviderProbe(Egress egress, TimeProvider clock) : IProviderProbe, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _invoker = new(egress.Guard(Upstreams.MakeSocketsHandler()));

    public async Task<ProbeResult> ProbeAsync(ProviderEntry provider, CredentialEntry? credential, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        if (provider.BaseUrl is null)
        {
            return new ProbeResult(ProbeState.Fine, null, TimeSpan.Zero);      // the sandbox is in this process
        }

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Ask(provider, credential);
        try
        {
            // The head says it all: what stands in the answer is not read.
            using var response = await _invoker.SendAsync(request, either.Token);
            return new ProbeResult(StateOf(response.StatusCode), (int)response.StatusCode, clock.GetElapsedTime(began));
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new ProbeResult(ProbeState.Unreachable, null, clock.GetElapsedTime(began));
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static ProbeState StateOf(HttpStatusCode status) => status switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => ProbeState.Fine,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ProbeState.Refused,
        _ => ProbeState.Unwell,
    };

    private static HttpRequestMessage Ask(ProviderEntry provider, CredentialEntry? credential)
    {
        var root = provider.BaseUrl!.AbsoluteUri.TrimEnd('/');
        var (address, header, value) = provider.Kind switch
        {
            "anthropic" => ($"{Versioned(root, "v1")}/models?limit=1", "x-api-key", credential?.Secret),
            "gemini" => ($"{Versioned(root, "v1beta")}/models?pageSize=1", "x-goog-api-key", credential?.Secret),
            "azure-openai" => (AzureModels(root, provider.ApiVersion), "api-key", credential?.Secret),
            _ => ($"{root}/models", "Authorization", credential is null ? null : $"Bearer {credential.Secret}"),
        };
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher };
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        if (provider.Kind == "anthropic")
        {
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        }

        return request;
    }

    private static string AzureModels(string root, string? version)
    {
        var query = version is null ? "" : $"?api-version={Uri.EscapeDataString(version)}";
        return root.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase) ? $"{root}/models{query}"
            : version is null ? $"{root}/openai/v1/models" : $"{root}/openai/models{query}";
    }

    // An address may name the version of the API or leave it out.
    private static string Versioned(string root, string version) =>
        root[(root.LastIndexOf('/') + 1)..].StartsWith("v1", StringComparison.Ordinal) ? root : $"{root}/{version}";
}
