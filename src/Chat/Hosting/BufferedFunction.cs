using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Http;
using Chat.Telemetry;

namespace Chat.Hosting;

/// <summary>A function that returns its whole answer at once.</summary>
internal sealed class BufferedFunction(Api api, RequestReport report)
{
    public async Task<Stream> HandleAsync(APIGatewayProxyRequest proxyRequest, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context);
        var request = api.Read(proxyRequest, context);
        var reply = await report.RunAsync(
            request.Facts,
            () => api.AnswerAsync(request, context.Logger, deadline.Token),
            static reply => reply.Status
        );

        return Write(reply);
    }

    // Writes the response of a proxy integration by hand, for the same reason as ProxyEvent.
    private static MemoryStream Write(Reply reply)
    {
        MemoryStream answer = new();
        using (Utf8JsonWriter json = new(answer, JsonText.Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, reply.Status);
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in reply.Headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("body"u8, reply.Body.Span);
            json.WriteEndObject();
        }

        answer.Position = 0;
        return answer;
    }
}
