using LocalCloud.Settings;
using Spectre.Console;

namespace LocalCloud;

/// <summary>Prints the URLs and first commands at start.</summary>
internal static class Banner
{
    public static void Write(IAnsiConsole console, Cloud cloud)
    {
        Line("Chat page", new(cloud.Api, "/"));
        Line("API", cloud.Api);
        Line("  its reference", new(cloud.Api, "/docs/"));
        Line("Metrics", new(cloud.Api, "/metrics/live/"));
        if (cloud.Bedrock is { } bedrock)
        {
            Line("Bedrock emulator", bedrock.Url);
            Line("  its faults", new(bedrock.Url, "faults"));
            console.MarkupLineInterpolated(
                $"  [grey]AWS SDKs sign for it with the access key {LocalCredentials.AccessKey} and the secret key {LocalCredentials.SecretKey}.[/]"
            );
        }

        Line("DynamoDB", cloud.DynamoDB.Url);
        if (cloud.Bedrock?.Knowledge.Describe() is { } knowledge)
        {
            console.MarkupLineInterpolated($"{"Knowledge base", -18} {knowledge}");
        }

        console.Write(
            new Text(
                $$"""

                Try:
                  curl -sN {{cloud.Api}}/chat/completions -H 'Authorization: Bearer alice' -H 'Content-Type: application/json' \
                    -d '{"model":"meta.llama2-13b-chat-v1","stream":true,"messages":[{"role":"user","content":"What is Amazon Bedrock?"}]}'

                Ctrl+C ends everything.

                """
            )
        );

        void Line(string name, Uri url) => console.MarkupLineInterpolated($"{name, -18} [blue]{url}[/]");
    }
}
