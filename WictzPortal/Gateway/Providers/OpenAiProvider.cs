using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary>OpenAI itself, and everybody who speaks its protocol at an address of their own.</summary>
internal sealed class OpenAiProvider(string kind) : IProvider
{
    public string Kind => kind;

    public bool CanBeUnwell => true;

    public HttpMessageHandler MakeHandler() => Upstreams.MakeSocketsHandler();

    public void Address(HttpRequestMessage request, DeploymentEntry deployment, CredentialEntry? credential, string operation)
    {
        request.RequestUri = new Uri($"{deployment.Provider.BaseUrl!.AbsoluteUri.TrimEnd('/')}/{operation}");
        if (credential is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential.Secret}");
        }
    }
}
