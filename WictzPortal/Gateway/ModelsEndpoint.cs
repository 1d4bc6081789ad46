using System.Buffers;
using System.Text.Json;
using WictzPortal.Models;

namespace WictzPortal.Gateway;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>, in the caller's form: the models that this key may call.</summary>
internal sealed class ModelsEndpoint(Catalog catalog, GeminiModels gemini)
{
    public const string ListRoute = "/v1/models";
    public const string OneRoute = "/v1/models/{**id}";

    public Refusal? List(GatewayCall call, IBufferWriter<byte> output)
    {
        var models = catalog.Current.Models.Where(model => MayCall(call, model)).ToList();
        if (call.Protocol is GeminiProtocol)
        {
            return gemini.List(call, models, output);
        }

        using var json = new Utf8JsonWriter(output);
        if (call.Protocol == AnthropicProtocol.Instance)
        {
            return AnthropicModels.WriteList(models, call.Http.Request.Query, json);
        }

        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            Write(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    public Refusal? One(GatewayCall call, IBufferWriter<byte> output)
    {
        var found = call.Http.Request.RouteValues["id"] is string id ? catalog.Current.Find(id) : null;
        if (found is not { Deployments.Count: > 0 } model || !MayCall(call, model))
        {
            return new Refusal(RefusalKind.UnknownModel, "No model of this name is offered here. GET /v1/models lists them.", "model");
        }

        if (call.Protocol is GeminiProtocol)
        {
            gemini.One(model, output);
            return null;
        }

        using var json = new Utf8JsonWriter(output);
        if (call.Protocol == AnthropicProtocol.Instance)
        {
            AnthropicModels.Write(model, json);
            return null;
        }

        Write(json, model);
        return null;
    }

    private static bool MayCall(GatewayCall call, ModelEntry model) => call.Limits?.Applied.Forbids(model.Name) is null;

    private static void Write(Utf8JsonWriter json, ModelEntry model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.ListedAt.ToUnixTimeSeconds());
        json.WriteString("owned_by", model.Deployments[0].Provider.Name);
        json.WriteEndObject();
    }
}
