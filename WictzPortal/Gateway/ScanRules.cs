using System.Text;
using System.Text.Json;

namespace WictzPortal.Gateway;

/// <summary>What <see cref="RequestScanner"/> looks for in the requests of one operation. Names of fields are UTF-8.</summary>
internal sealed class ScanRules
{
    /// <summary>The field that holds what is asked: an array, or a text too where <see cref="MayBeText"/>.</summary>
    public required string Asks { get; init; }

    public bool MayBeText { get; init; }

    /// <summary>Whether <see cref="Asks"/> has to be there.</summary>
    public bool MustAsk { get; init; } = true;

    /// <summary>Whether the body names the model; else the address does.</summary>
    public bool NamesModel { get; init; } = true;

    /// <summary>Whether <c>stream</c> is a field; else the address says it.</summary>
    public bool HasStream { get; init; } = true;

    /// <summary>Fields that limit the output. The largest counts.</summary>
    public IReadOnlyList<byte[]> MaxTokens { get; init; } = [];

    /// <summary>The least that such a field may say.</summary>
    public int LeastTokens { get; init; } = 1;

    /// <summary>Fields that ask for several answers.</summary>
    public IReadOnlyList<byte[]> Choices { get; init; } = [];

    /// <summary>Objects in which <see cref="MaxTokens"/> and <see cref="Choices"/> stand; else they stand in the body itself.</summary>
    public IReadOnlyList<byte[]> Within { get; init; } = [];

    /// <summary>Whether a stream tells its figures only if <c>stream_options</c> asks for them.</summary>
    public bool AsksForUsage { get; init; }

    /// <summary>Whether the provider would store content unless it is told not to.</summary>
    public bool ForbidsStore { get; init; }

    /// <summary>Depth of a tool's object below <c>tools</c>.</summary>
    public int ToolDepth { get; init; } = 1;

    public byte[] AsksBytes => field ??= Encoding.UTF8.GetBytes(Asks);

    /// <summary>The kinds of tools that may be asked for; null where all may.</summary>
    public IReadOnlyList<byte[]>? ToolTypes { get; init; }

    /// <summary>Fields of the body that may only hold certain values.</summary>
    public FieldGuard[] Guards { get; init; } = [];

    /// <summary>The guard of the field whose name the reader stands on.</summary>
    public FieldGuard? GuardOf(ref Utf8JsonReader reader)
    {
        foreach (var guard in Guards)
        {
            if (reader.ValueTextEquals(guard.NameBytes))
            {
                return guard;
            }
        }

        return null;
    }

    /// <summary>Reads the tools at whose start the reader is, and leaves it at their end.</summary>
    /// <returns>What is wrong with them, to be put behind the field's name.</returns>
    public string? WrongTools(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return reader.TokenType == JsonTokenType.Null ? null : "must be an array";
        }

        var (depth, tools, strange) = (reader.CurrentDepth, 0, false);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            tools += reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == depth + ToolDepth ? 1 : 0;
            if (ToolTypes is { } types && reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + ToolDepth + 1
                && reader.ValueTextEquals("type"u8))
            {
                strange |= !Among(types, ref reader);
            }
        }

        return tools > RequestScanner.MostTools ? $"may hold {RequestScanner.MostTools} tools at most"
            : strange ? "may hold your own tools only: those that run at the provider cost extra, which this portal does not meter" : null;
    }

    public static byte[] Name(string name) => Encoding.UTF8.GetBytes(name);

    private static bool Among(IReadOnlyList<byte[]> words, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var word in words)
            {
                if (reader.ValueTextEquals(word))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
