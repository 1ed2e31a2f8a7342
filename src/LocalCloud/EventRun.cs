using System.Text;
using System.Text.Json;
using Chat.Http;
using LocalCloud.Gateway;
using LocalCloud.Settings;

namespace LocalCloud;

/// <summary>The verb <c>invoke</c>: runs one event from a file, without the gateway.</summary>
internal static class EventRun
{
    /// <summary>Prints status, headers and body like an HTTP response, a stream as it arrives.</summary>
    /// <exception cref="UsageException">The file does not exist, or is not an event.</exception>
    public static async Task<int> RunAsync(FileInfo file, CloudOptions options, Stream output, CancellationToken cancellationToken)
    {
        var payload = await ReadAsync(file, cancellationToken);
        var route = RouteOf(file, payload);

        await using var cloud = await Cloud.StartBackendAsync(options, cancellationToken);
        var (invocation, _) = await cloud.Functions[route.Function].InvokeAsync(Guid.NewGuid().ToString(), payload, cancellationToken);
        await using PrintedResponse printed = new(output);
        try
        {
            await ProxyResponse.WriteAsync(await invocation.Response.WaitAsync(cancellationToken), printed.Response);
            return 0;
        }
        catch (Exception failed) when (failed is MalformedResponseException or Lambda.FunctionErrorException)
        {
            throw new UsageException($"the function failed: {failed.Message}", failed);
        }
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            // Editors and PowerShell may write a byte order mark, which is not part of the event.
            return Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(file.FullName, cancellationToken));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read {file}: {missing.Message}", missing);
        }
    }

    /// <summary>The route whose function handles the event.</summary>
    /// <exception cref="UsageException">Not an event of API Gateway.</exception>
    public static ApiRoute RouteOf(FileInfo file, byte[] payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var (method, resource) = (
                json.RootElement.GetProperty("httpMethod").GetString(),
                json.RootElement.GetProperty("resource").GetString()
            );

            // A function itself answers methods and resources that do not exist.
            return ApiRoute.All.FirstOrDefault(route => route.Path == resource && route.Method == method)
                ?? ApiRoute.All.FirstOrDefault(route => route.Path == resource)
                ?? ApiRoute.All[0];
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UsageException($"{file} is not an API Gateway proxy event: {malformed.Message}", malformed);
        }
    }
}
