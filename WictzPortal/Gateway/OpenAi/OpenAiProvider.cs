namespace WictzPortal.Gateway;

/// <summary>OpenAI itself, and everybody who speaks its protocol at an address of their own.</summary>
internal sealed class OpenAiProvider(string kind) : IProvider
{
    public const string OpenAi = "openai";
    public const string Compatible = "openai-compatible";

    private readonly ChatTranslation _chats = new(new ChatProviderForm(kind));
    private readonly Addresses _addresses = new();
    private readonly EmbeddingTranslation _embeddings = new(new OpenAiEmbeddingForm());

    public string Kind => kind;

    public bool CanBeUnwell => true;

    public HttpMessageHandler MakeHandler() => Upstreams.MakeSocketsHandler();

    public Carrier? CarrierOf(Operation operation) =>
        Speaks(operation) ? PassThrough.Instance
        : operation is IEmbeddingOperation ? _embeddings
        : operation.Form is null ? null
        : _chats;

    public void Address(HttpRequestMessage request, GatewayCall call, in Candidate candidate)
    {
        var path = candidate.Carrier.Path ?? call.Operation!.Path;
        request.RequestUri = _addresses.Of(candidate.Deployment.Provider.BaseUrl!, path);
        if (candidate.Credential is { } credential)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential.Secret}");
        }
    }

    // Few have copied the responses, and of the completions OpenAI's own models of today have nothing left.
    private bool Speaks(Operation operation) => operation.Protocol == OpenAiProtocol.Instance && operation switch
    {
        Responses => kind == OpenAi,
        Completions => kind == Compatible,
        _ => true,
    };
}
