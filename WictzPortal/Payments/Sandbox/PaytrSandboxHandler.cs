using System.Net;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace WictzPortal.Payments;

/// <summary>Carries the portal's calls to the sandbox within this process, as bytes, so that wrong encodings are wrong there too.</summary>
internal sealed class PaytrSandboxHandler(PaytrSandbox sandbox) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (sandbox.Faults.IsDown)
        {
            throw new HttpRequestException("The sandbox is down.");
        }

        if (sandbox.Faults.AnswersHtml)
        {
            return Html(HttpStatusCode.OK);
        }

        if (request.Method != HttpMethod.Post || request.Content?.Headers.ContentType?.MediaType != MediaTypeNames.Application.FormUrlEncoded)
        {
            return Html(HttpStatusCode.BadRequest);
        }

        await using var body = await request.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new FormReader(body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var form = (await reader.ReadFormAsync(cancellationToken)).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        var path = request.RequestUri!.AbsolutePath.TrimStart('/');
        var answer = sandbox.Answer(path, form);
        return path == "odeme/iade" && sandbox.Faults.LosesRefundAnswers
            ? throw new HttpRequestException("The answer was lost.")
            : new HttpResponseMessage { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json) };
    }

    private static HttpResponseMessage Html(HttpStatusCode status) =>
        new(status) { Content = new StringContent("<html><body>Bad Gateway</body></html>", Encoding.UTF8, MediaTypeNames.Text.Html) };
}
