using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Peer;

/// <summary>An answer that is sent as it is written, whole or as server-sent events.</summary>
internal sealed class Answer : IAsyncDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private LambdaResponseStream? _stream;

    public bool HasBegun => _stream is not null;

    public async Task WholeAsync<T>(int status, T body, JsonTypeInfo<T> type)
    {
        Begin(status, new() { ["Content-Type"] = "application/json" });
        await _stream!.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, type));
    }

    public async Task EventAsync<T>(string? name, T data, JsonTypeInfo<T> type) =>
        await TextAsync($"{(name is null ? "" : $"event: {name}\n")}data: {JsonSerializer.Serialize(data, type)}\n\n");

    public async Task TextAsync(string text)
    {
        if (!HasBegun)
        {
            Begin(200, new() { ["Content-Type"] = "text/event-stream", ["Cache-Control"] = "no-store" });
        }

        await _stream!.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
    }

    public Task RefuseAsync(int status, string message) =>
        WholeAsync(status, new Refusal(new(message, "invalid_request_error")), PeerJson.Default.Refusal);

    public void Log(APIGatewayProxyRequest proxied) =>
        Console.WriteLine(
            $$"""{"message":"{{proxied.HttpMethod}} {{proxied.Resource}} 200 {{(int)Stopwatch.GetElapsedTime(_started).TotalMilliseconds}} ms"}"""
        );

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
    }

    private void Begin(int status, Dictionary<string, string> headers) =>
        _stream = LambdaResponseStreamFactory.CreateHttpStream(new() { StatusCode = (HttpStatusCode)status, Headers = headers });
}
