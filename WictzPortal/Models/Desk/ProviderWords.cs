using Microsoft.Extensions.Localization;
using WictzPortal.Ui;

namespace WictzPortal.Models;

/// <summary>What the catalogue's own words are called on pages.</summary>
internal static class ProviderWords
{
    public static string Kind(string kind, IStringLocalizer T) => kind switch
    {
        "openai" => "OpenAI",
        "azure-openai" => "Azure OpenAI",
        "anthropic" => "Anthropic",
        "gemini" => "Google Gemini",
        "openai-compatible" => T["OpenAI-compatible"],
        _ => T["Sandbox"],
    };

    public static string Kind(ModelKind kind, IStringLocalizer T) => kind switch
    {
        ModelKind.Chat => T["Chat"],
        ModelKind.Embedding => T["Embedding"],
        ModelKind.Image => T["Image"],
        ModelKind.Speech => T["Speech"],
        ModelKind.Transcription => T["Transcription"],
        _ => T["Moderation"],
    };

    public static string Modality(string modality, IStringLocalizer T) => modality switch
    {
        "text" => T["text"],
        "image" => T["images"],
        "audio" => T["audio"],
        "video" => T["video"],
        "embedding" => T["vectors"],
        _ => modality,
    };

    /// <summary>How a provider does, in a word.</summary>
    public static (string Text, Tone Tone) State(bool enabled, bool lacksCredential, IReadOnlyList<HealthMinute> hour, IStringLocalizer T)
    {
        var (answered, failed, limited) = (hour.Sum(m => m.Answered), hour.Sum(m => m.Failed), hour.Sum(m => m.Limited));
        return enabled switch
        {
            false => (T["Switched off"], Tone.Neutral),
            _ when lacksCredential => (T["No credential"], Tone.Warning),
            _ when failed * 2 >= answered + failed + limited && failed > 0 => (T["Failing"], Tone.Danger),
            _ when limited * 2 >= answered + limited && limited > 0 => (T["Limited by the provider"], Tone.Warning),
            _ when failed > 0 => (T["Some failures"], Tone.Warning),
            _ when answered > 0 => (T["Working"], Tone.Success),
            _ => (T["Ready"], Tone.Info),
        };
    }

    public static (string Text, Tone Tone) Probe(ProbeResult result, IStringLocalizer T) => result.State switch
    {
        ProbeState.Fine => (T["Connected, {0}", Amounts.Brief(result.Took)], Tone.Success),
        ProbeState.Refused => (T["Credential refused ({0})", result.Status!], Tone.Danger),
        ProbeState.Unreachable => (T["Not reached"], Tone.Danger),
        _ => (T["Answered with status {0}", result.Status!], Tone.Warning),
    };
}
