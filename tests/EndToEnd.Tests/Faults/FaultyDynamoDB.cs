using System.Text;
using LocalCloud;
using LocalCloud.DynamoDB;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Tests.Faults;

/// <summary>What goes wrong with one call of DynamoDB.</summary>
public enum DynamoFault
{
    /// <summary>Refused for now; the SDK asks again.</summary>
    Throttled,

    /// <summary>The connection ends before the call arrives.</summary>
    NeverArrives,

    /// <summary>The call is done, and the connection ends before the answer arrives. The SDK asks again.</summary>
    AnswerIsLost,

    /// <summary>The call is done, and the connection ends in the middle of the answer. The SDK asks again.</summary>
    AnswerIsCut,

    /// <summary>Refused for good, as by a policy.</summary>
    Refused,
}

/// <summary>DynamoDB behind a server that counts its calls and lets one of them fail.</summary>
internal sealed class FaultyDynamoDB : IAsyncDisposable
{
    private readonly LocalDynamoDB _dynamoDB;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly List<string> _calls = [];
    private Func<int, string, DynamoFault?> _faults = (_, _) => null;

    private FaultyDynamoDB(LocalDynamoDB dynamoDB, WebApplication app)
    {
        _dynamoDB = dynamoDB;
        _app = app;
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The operations asked for since the faults were set, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public static async Task<FaultyDynamoDB> StartAsync(CancellationToken cancellationToken)
    {
        var dynamoDB = await LocalDynamoDB.StartAsync(new() { DynamoDB = new DynamoDBChoice.InMemory() }, port: 0, cancellationToken);
        FaultyDynamoDB faulty = new(dynamoDB, Loopback.Create(port: 0));
        faulty._app.Run(faulty.AnswerAsync);
        await faulty._app.StartAsync(cancellationToken);

        return faulty;
    }

    /// <summary>Counts anew, and asks for each call whether and how it fails.</summary>
    /// <param name="faults">Is given the call's number from 0, and its operation.</param>
    public void Fail(Func<int, string, DynamoFault?> faults)
    {
        lock (_calls)
        {
            _calls.Clear();
            _faults = faults;
        }
    }

    public void Heal() => Fail((_, _) => null);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        await _dynamoDB.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (Next(context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1]))
        {
            case DynamoFault.NeverArrives:
                context.Abort();
                break;
            case DynamoFault.Throttled:
                await RefuseAsync(context.Response, "ProvisionedThroughputExceededException");
                break;
            case DynamoFault.Refused:
                await RefuseAsync(context.Response, "AccessDeniedException");
                break;
            case DynamoFault.AnswerIsLost:
                using (await ForwardAsync(context.Request))
                {
                    context.Abort();
                }

                break;
            case DynamoFault.AnswerIsCut:
                using (await ForwardAsync(context.Request))
                {
                    context.Response.ContentType = "application/x-amz-json-1.0";
                    context.Response.ContentLength = 2;
                    await context.Response.Body.WriteAsync("{"u8.ToArray());
                    await context.Response.Body.FlushAsync();

                    // An abort throws away what the connection has not sent yet.
                    await Task.Delay(20);
                    context.Abort();
                }

                break;
            default:
                using (var answer = await ForwardAsync(context.Request))
                {
                    await PassAsync(answer, context.Response);
                }

                break;
        }
    }

    private DynamoFault? Next(string operation)
    {
        lock (_calls)
        {
            _calls.Add(operation);
            return _faults(_calls.Count - 1, operation);
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        using HttpRequestMessage forwarded = new(HttpMethod.Post, _dynamoDB.Url) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, value) in request.Headers.Where(header => header.Key is not ("Host" or "Content-Length")))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, [.. value]))
            {
                forwarded.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            }
        }

        return await _http.SendAsync(forwarded);
    }

    private static async Task PassAsync(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (var (name, values) in answer.Headers.Where(header => header.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)))
        {
            response.Headers[name] = values.ToArray();
        }

        await response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    private static Task RefuseAsync(HttpResponse response, string type)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "application/x-amz-json-1.0";

        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(
            $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{type}}","message":"As the test says."}""")).AsTask();
    }
}
