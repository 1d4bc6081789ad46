namespace WictzPortal.Keys;

/// <summary>The same first call in four languages.</summary>
internal static class Snippets
{
    /// <param name="address">The portal's address, without a slash at its end.</param>
    /// <param name="secret">Put into the curl line, which people paste at once; programs read it from the environment.</param>
    public static IEnumerable<(string Name, string Code)> For(string address, string model, string words, string? secret)
    {
        yield return ("curl", $$"""
            curl {{address}}/v1/chat/completions \
              -H "Authorization: Bearer {{secret ?? "$WICTZ_API_KEY"}}" \
              -H "Content-Type: application/json" \
              -d '{"model":"{{model}}","messages":[{"role":"user","content":"{{words}}"}]}'
            """);
        yield return ("Python", $$"""
            import os
            from openai import OpenAI

            client = OpenAI(base_url="{{address}}/v1", api_key=os.environ["WICTZ_API_KEY"])
            answer = client.chat.completions.create(
                model="{{model}}",
                messages=[{"role": "user", "content": "{{words}}"}],
            )
            print(answer.choices[0].message.content)
            """);
        yield return ("JavaScript", $$"""
            import OpenAI from "openai";

            const client = new OpenAI({ baseURL: "{{address}}/v1", apiKey: process.env.WICTZ_API_KEY });
            const answer = await client.chat.completions.create({
              model: "{{model}}",
              messages: [{ role: "user", content: "{{words}}" }],
            });
            console.log(answer.choices[0].message.content);
            """);
        yield return ("C#", $$"""
            using System.ClientModel;
            using OpenAI;
            using OpenAI.Chat;

            var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("WICTZ_API_KEY")!);
            var options = new OpenAIClientOptions { Endpoint = new("{{address}}/v1") };
            var answer = await new ChatClient("{{model}}", key, options).CompleteChatAsync("{{words}}");
            Console.WriteLine(answer.Value.Content[0].Text);
            """);
    }
}
