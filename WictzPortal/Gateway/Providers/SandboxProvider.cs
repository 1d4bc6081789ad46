using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary>The provider within this process; docs/sandbox.md tells its models. It goes through the same steps as every other.</summary>
internal sealed class SandboxProvider(TimeProvider clock) : IProvider
{
    public string Kind => "sandbox";

    public bool CanBeUnwell => false;

    public HttpMessageHandler MakeHandler() => new SandboxHandler(clock);

    public void Address(HttpRequestMessage request, DeploymentEntry deployment, CredentialEntry? credential, string operation) =>
        request.RequestUri = new Uri($"sandbox:///{operation}");
}
