using System.Text.Json;
using Chat.Http;

namespace Chat.Conversations;

/// <summary>POST /conversations/{id}/cancel with an Idempotency-Key: a late repetition does not stop the next turn.</summary>
internal sealed class CancelRoute(TurnRoutes turns, IdempotentRequests idempotent)
{
    public Task<Reply> CancelAsync(ApiRequest request, CancellationToken cancellationToken) =>
        idempotent.RunAsync(
            request,
            $"POST /conversations/{ConversationRoutes.IdOf(request)}/cancel",
            JsonElement.Parse("{}"u8),
            find: null,
            async _ => (await turns.CancelAsync(request, cancellationToken)).Body.ToArray(),
            Answer,
            cancellationToken
        );

    private static Reply Answer(byte[] answer)
    {
        using var cancellation = JsonDocument.Parse(answer);

        return Reply.Json(answer, cancellation.RootElement.GetProperty("cancelling").GetBoolean() ? 202 : 200);
    }
}
