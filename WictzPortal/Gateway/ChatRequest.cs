namespace WictzPortal.Gateway;

/// <summary>Where a value stands in the request's bytes.</summary>
internal readonly record struct Place(int Start, int End)
{
    public bool Found => End > 0;
}

/// <summary>What the gateway needs to know of a chat request; the rest passes unread.</summary>
internal struct ChatRequest
{
    /// <summary>The model's name as sent, without escapes; at most <see cref="ChatRequestScanner.LongestModelName"/> characters.</summary>
    public string Model;
    public Place ModelPlace;
    public bool Streams;
    public long? MaxTokens;
    public int Choices;
    public Place StreamOptions;
    public Place IncludeUsage;

    /// <summary>Whether the client itself asked for the usage chunk.</summary>
    public bool WantsUsage;

    /// <summary>No tokenizer makes more tokens of the input than this.</summary>
    public long MostInputTokens;

    /// <summary>A fair guess of the input's tokens, for answers that end without the provider's figure.</summary>
    public readonly long LikelyInputTokens => Math.Max(1, MostInputTokens / 4);

    /// <summary>Where the closing brace of the body is.</summary>
    public int End;
}
