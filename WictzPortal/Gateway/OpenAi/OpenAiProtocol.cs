using System.Buffers;
using System.Text.Json;

namespace WictzPortal.Gateway;

/// <summary>OpenAI's errors, and a comment line to keep a stream alive: comments are part of the event stream format.</summary>
internal sealed class OpenAiProtocol : Protocol
{
    public static readonly OpenAiProtocol Instance = new();

    public override ReadOnlyMemory<byte> KeepAlive { get; } = ": keep-alive\n\n"u8.ToArray();

    public override void WriteStreamError(Refusal refusal, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);      // and no [DONE] follows
        WriteError(refusal, output);
        output.Write("\n\n"u8);
    }

    protected override void WriteError(Refusal refusal, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", refusal.Message);
        json.WriteString("type", refusal.Type);
        json.WriteString("param", refusal.Param);
        json.WriteString("code", refusal.ErrorCode);
        refusal.Notice?.Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
