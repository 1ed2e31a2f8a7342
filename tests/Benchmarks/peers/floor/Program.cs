using System.Net.Http.Headers;

// The floor under every native .NET function: no function with HttpClient can be faster. No SDK, no
// signature, no JSON: the event goes to the model's endpoint as it is, and what comes back is the answer.
Uri invocations = new($"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/");
Uri model = new(Environment.GetEnvironmentVariable("FLOOR_URL")!);
MediaTypeHeaderValue json = new("application/json");
using HttpClient http = new(
    new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    }
)
{
    Timeout = Timeout.InfiniteTimeSpan,
};

while (true)
{
    using var next = await http.GetAsync(new Uri(invocations, "next"));
    var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").First();

    using ByteArrayContent question = new(await next.Content.ReadAsByteArrayAsync()) { Headers = { ContentType = json } };
    using var generated = await http.PostAsync(model, question);

    using ByteArrayContent answer = new(await generated.Content.ReadAsByteArrayAsync()) { Headers = { ContentType = json } };
    using var taken = await http.PostAsync(new Uri(invocations, $"{id}/response"), answer);
}
