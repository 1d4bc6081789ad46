using System.Text.Json;
using WictzPortal.Kernel;

namespace WictzPortal.Gateway;

/// <summary>A provider's own figures in OpenAI's form. What it did not state is null: missing is not zero.</summary>
internal struct ReportedUsage
{
    // Beyond this it is not a figure but an accident.
    private const long Absurd = 1_000_000_000;

    public long? Prompt;
    public long? Completion;
    public long Cached;
    public long PromptAudio;
    public long Reasoning;
    public long CompletionAudio;

    public readonly bool IsComplete => Prompt.HasValue && Completion.HasValue;

    /// <summary>Into disjoint buckets: OpenAI's cached and audio tokens are inside the prompt's and completion's.</summary>
    /// <param name="countedInput">Stands in for a prompt figure that is missing.</param>
    /// <param name="countedOutput">Stands in for a completion figure that is missing.</param>
    public readonly TokenCounts ToTokens(long countedInput, long countedOutput)
    {
        var (prompt, completion) = (Prompt ?? countedInput, Completion ?? countedOutput);
        var promptAudio = Math.Min(PromptAudio, prompt);
        var cached = Math.Min(Cached, prompt - promptAudio);
        var completionAudio = Math.Min(CompletionAudio, completion);
        var output = completion - completionAudio;
        return new TokenCounts(
            prompt - promptAudio - cached, cached, 0, 0, output, Math.Min(Reasoning, output), promptAudio, completionAudio);
    }

    /// <summary>Reads the object that the reader stands at the start of, and leaves the reader at its end.</summary>
    public static ReportedUsage Read(ref Utf8JsonReader reader)
    {
        var usage = default(ReportedUsage);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                usage.Prompt = Figure(ref reader);
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                usage.Completion = Figure(ref reader);
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
            {
                ReadDetails(ref reader, ref usage.Cached, "cached_tokens"u8, ref usage.PromptAudio);
            }
            else if (reader.ValueTextEquals("completion_tokens_details"u8))
            {
                ReadDetails(ref reader, ref usage.Reasoning, "reasoning_tokens"u8, ref usage.CompletionAudio);
            }
            else
            {
                reader.Skip();
            }
        }

        return usage;
    }

    private static void ReadDetails(ref Utf8JsonReader reader, ref long own, ReadOnlySpan<byte> ownName, ref long audio)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals(ownName))
            {
                own = Figure(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("audio_tokens"u8))
            {
                audio = Figure(ref reader) ?? 0;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static long? Figure(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var figure) && figure is >= 0 and <= Absurd)
        {
            return figure;
        }

        reader.Skip();
        return null;
    }
}
