using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary>
/// One kind of provider: how a request for it is addressed and authorised, and by what it is carried. A new kind is one class and one
/// registration in <see cref="GatewaySlice"/>.
/// </summary>
internal interface IProvider
{
    /// <summary>The word in the catalogue: <c>openai</c>, <c>sandbox</c> and so on.</summary>
    string Kind { get; }

    /// <summary>Whether failures say something about its health. The sandbox fails on purpose.</summary>
    bool CanBeUnwell { get; }

    /// <summary>What carries requests; made once for each provider.</summary>
    HttpMessageHandler MakeHandler();

    /// <summary>Sets the address and the credential. The body is set already.</summary>
    /// <param name="operation">The path of the caller's protocol, such as <c>chat/completions</c>.</param>
    void Address(HttpRequestMessage request, DeploymentEntry deployment, CredentialEntry? credential, string operation);
}
