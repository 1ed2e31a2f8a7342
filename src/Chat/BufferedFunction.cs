using System.Diagnostics;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Http;

namespace Chat;

/// <summary>A function that answers in one piece.</summary>
internal sealed class BufferedFunction(Api api)
{
    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest proxyRequest, ILambdaContext context)
    {
        var started = Stopwatch.GetTimestamp();
        using var deadline = Deadline.Of(context);
        ApiRequest request = new(proxyRequest, context);
        var reply = await api.AnswerAsync(request, context.Logger, deadline.Token).ConfigureAwait(false);
        context.Logger.LogInformation(
            "{Method} {Resource} {Status} {Milliseconds} ms", request.Method, request.Resource, reply.Status, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);

        return new()
        {
            StatusCode = reply.Status,
            Headers = new Dictionary<string, string>(reply.Headers),
            Body = Encoding.UTF8.GetString(reply.Body.Span),
        };
    }
}
