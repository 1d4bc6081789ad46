using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary>The models on offer, in Google's form.</summary>
internal sealed class GeminiModels(IEnumerable<Operation> operations)
{
    private const string Prefix = "models/";
    private const int UsualPage = 50;
    private const int LargestPage = 1000;

    private readonly ILookup<ModelKind, string> _methods =
        operations.OfType<GeminiOperation>().ToLookup(operation => operation.Kind, operation => operation.Method);

    public Refusal? List(GatewayCall call, IReadOnlyList<ModelEntry> models, IBufferWriter<byte> output)
    {
        var query = call.Http.Request.Query;
        var (asked, token) = (query["pageSize"].ToString(), query["pageToken"].ToString());
        if (!int.TryParse(asked.Length == 0 ? "0" : asked, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return Wrong("pageSize", "must be a whole number");
        }

        // The token is the last page's last name, so that a page stays right when models come and go.
        var from = token.Length == 0 ? 0 : models.TakeWhile(model => model.Name != token).Count() + 1;
        if (from > models.Count)
        {
            return Wrong("pageToken", "is none that this list gave out, or its model is gone. Begin anew without it");
        }

        size = size == 0 ? UsualPage : Math.Min(size, LargestPage);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (var model in models.Skip(from).Take(size))
        {
            Write(json, model);
        }

        json.WriteEndArray();
        if (from + size < models.Count)
        {
            json.WriteString("nextPageToken", models[from + size - 1].Name);
        }

        json.WriteEndObject();
        return null;
    }

    public void One(ModelEntry model, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        Write(json, model);
    }

    private void Write(Utf8JsonWriter json, ModelEntry model)
    {
        json.WriteStartObject();
        json.WriteString("name", Prefix + model.Name);
        json.WriteString("version", model.Name);
        json.WriteString("displayName", model.Name);
        if (model.ContextTokens > 0)
        {
            json.WriteNumber("inputTokenLimit", model.ContextTokens);
        }

        if (model.MaxOutputTokens > 0)
        {
            json.WriteNumber("outputTokenLimit", model.MaxOutputTokens);
        }

        json.WriteStartArray("supportedGenerationMethods");
        foreach (var method in _methods[model.Kind])
        {
            json.WriteStringValue(method);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Refusal Wrong(string field, string rule) => new(RefusalKind.InvalidField, $"'{field}' {rule}.", field);
}
