using System.Text;

namespace WictzPortal.Gateway;

/// <summary>Headers of an answer of a model: who answered, and how long each step took.</summary>
internal static class AnswerHead
{
    /// <summary>The model as the portal names it, and the deployment: its provider and the model's name there.</summary>
    public static void Write(GatewayCall call)
    {
        var headers = call.Http.Response.Headers;
        headers["server-timing"] = call.Marks.ToHeader();
        headers["x-portal-model"] = Plain(call.Model!.Name);
        if (call.Deployment is { } deployment)
        {
            headers["x-portal-deployment"] = Plain(deployment.Label);
        }
    }

    // A header holds ASCII; names in a catalogue may be anything.
    private static string Plain(string name) => Ascii.IsValid(name) ? name : Uri.EscapeDataString(name);
}
