using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Benchmarks.Functions;

/// <summary>
/// Stands before a backend and notes how long each call kept it, so that what a function adds can be distinguished from what
/// it waits for. The proxy's own time counts as the backend's.
/// </summary>
internal sealed class BackendProxy : IAsyncDisposable
{
    private const string EventStream = "application/vnd.amazon.eventstream";

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    );
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Uri _target;
    private List<BackendCall> _calls = [];

    private BackendProxy(Uri target, X509Certificate2? certificate)
    {
        _target = target;
        _app = certificate is null
            ? Loopback.Create(port: 0, listen => listen.UseHttp2ByPriorKnowledge())
            : Loopback.Create(port: 0, listen => listen.UseHttps(certificate));
    }

    public Uri Url => _app.BoundUrl();

    /// <summary>How long a call is on its way before it is forwarded.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// Called with the body of each request for an event stream. What it returns is called before each frame, with the frame's index.
    /// </summary>
    public Func<byte[], Func<int, Task>>? BeforeFrames { get; set; }

    /// <summary>What is forwarded in the place of a request's body.</summary>
    public Func<byte[], byte[]>? Rewrite { get; set; }

    /// <summary>Receives each answer: the request's <c>X-Amz-Target</c>, the request's body, and the answer's.</summary>
    public Action<string, byte[], byte[]>? Answered { get; set; }

    /// <param name="target">The backend.</param>
    /// <param name="certificate">Whom the proxy says it is, over TLS; plain HTTP if null.</param>
    public static async Task<BackendProxy> StartAsync(Uri target, X509Certificate2? certificate = null)
    {
        BackendProxy proxy = new(target, certificate);
        proxy._app.Run(proxy.ForwardAsync);
        await proxy._app.StartAsync();

        return proxy;
    }

    /// <summary>The calls since the last time.</summary>
    public IReadOnlyList<BackendCall> Take()
    {
        lock (_lock)
        {
            var calls = _calls;
            _calls = [];
            return calls;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var begin = Stopwatch.GetTimestamp();
        using var request = await CopyAsync(context.Request);
        await Task.Delay(Delay);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = new StringValues([.. values]);
        }

        if (answer.Content.Headers.ContentType?.MediaType == EventStream)
        {
            var before = BeforeFrames?.Invoke(await request.Content!.ReadAsByteArrayAsync(context.RequestAborted));
            await CopyFramesAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context.Response, before);
        }
        else
        {
            var whole = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
            Answered?.Invoke(
                context.Request.Headers["X-Amz-Target"].ToString(),
                await request.Content!.ReadAsByteArrayAsync(context.RequestAborted),
                whole
            );
            await context.Response.Body.WriteAsync(whole, context.RequestAborted);
        }

        // Noted before the answer is whole on the wire: whoever has it can take its call.
        Note(new(begin, Stopwatch.GetTimestamp()));
        await context.Response.CompleteAsync();
    }

    private async Task<HttpRequestMessage> CopyAsync(HttpRequest request)
    {
        MemoryStream body = new();
        await request.Body.CopyToAsync(body);

        // As it came: a model's id is one segment, whose escapes are part of what is signed.
        var path = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        HttpRequestMessage copy = new(new(request.Method), new Uri(_target, path))
        {
            Content = new ByteArrayContent(Rewrite is null ? body.ToArray() : Rewrite(body.ToArray())),
        };
        foreach (var (name, values) in request.Headers.Where(header => header.Key != "Content-Length"))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                copy.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        // Signed, and so to be kept.
        copy.Headers.Host = request.Host.Value;
        return copy;
    }

    private static async Task CopyFramesAsync(Stream body, HttpResponse response, Func<int, Task>? before)
    {
        var (prelude, index) = (new byte[4], 0);
        while (await body.ReadAtLeastAsync(prelude, prelude.Length, throwOnEndOfStream: false) == prelude.Length)
        {
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prelude)];
            prelude.CopyTo(frame, 0);
            await body.ReadExactlyAsync(frame.AsMemory(prelude.Length));
            if (before is not null)
            {
                await before(index);
            }

            await response.Body.WriteAsync(frame);
            await response.Body.FlushAsync();
            index++;
        }
    }

    private void Note(BackendCall call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }
}
