using System.Text;
using Chat.Http;

namespace Chat.Admin;

/// <summary>What an admin route does.</summary>
/// <param name="Target">The owner or group that the call is about; null for all.</param>
/// <param name="Before">Reads the state before the call; null for a route that changes nothing.</param>
/// <param name="Run">Answers the request.</param>
internal sealed record AdminAction(
    Func<ApiRequest, string?> Target,
    Func<ApiRequest, CancellationToken, Task<byte[]>>? Before,
    Handler Run
);

/// <summary>Lets operators in, and leaves an audit item for each of their calls.</summary>
internal sealed class AuditedRoute(Admins admins, AuditStore audit)
{
    public Endpoint Of(string method, string path, AdminAction action) =>
        new(method, path, (request, token) => RunAsync(request, action, token));

    private async Task<Reply> RunAsync(ApiRequest request, AdminAction action, CancellationToken cancellationToken)
    {
        admins.Require(request);
        var before = action.Before is null ? null : Encoding.UTF8.GetString(await action.Before(request, cancellationToken));
        var item = await audit.BeginAsync(
            new(request.Owner!, $"{request.Method} {request.Resource}", action.Target(request), request.Id),
            before,
            cancellationToken
        );
        try
        {
            var reply = await action.Run(request, cancellationToken);
            await audit.EndAsync(item, reply.Status, action.Before is null ? null : Encoding.UTF8.GetString(reply.Body.Span));

            return reply;
        }
        catch (Exception failure)
        {
            // Whatever it is, the audit item says that the call failed.
            await audit.EndAsync(item, Problems.From(failure).Kind.Status, after: null);
            throw;
        }
    }
}
