using System.Diagnostics;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Http;

namespace Chat.Hosting;

/// <summary>A function that returns its whole answer at once.</summary>
internal sealed class BufferedFunction(Api api)
{
    public async Task<Stream> HandleAsync(APIGatewayProxyRequest proxyRequest, ILambdaContext context)
    {
        var started = Stopwatch.GetTimestamp();
        using var deadline = Deadline.Of(context);
        var request = api.Read(proxyRequest, context);
        var reply = await api.AnswerAsync(request, context.Logger, deadline.Token);
        context.Logger.LogInformation(
            "{Method} {Resource} {Status} {Milliseconds} ms",
            request.Method,
            request.Resource,
            reply.Status,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds
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
