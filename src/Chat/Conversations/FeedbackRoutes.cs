using System.Text.Json;
using Chat.Http;
using Chat.Table;
using Chat.Telemetry;

namespace Chat.Conversations;

/// <summary>PUT and DELETE /conversations/{id}/messages/{turn}/feedback.</summary>
/// <param name="conversations">Finds the conversation.</param>
/// <param name="turns">Finds out whether a turn without feedback exists.</param>
/// <param name="feedback">Stores the feedback.</param>
/// <param name="time">The clock.</param>
internal sealed class FeedbackRoutes(ConversationStore conversations, TurnStore turns, FeedbackStore feedback, TimeProvider time)
{
    public async Task<Reply> PutAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (id, turn) = await FindAsync(request, cancellationToken);
        var given = Read(request.ReadObject());
        var (isStored, before) = await feedback.TryPutAsync(request.Owner!, id, turn, given, cancellationToken);
        if (!isStored)
        {
            throw await RefusalAsync(request, id, turn, cancellationToken);
        }

        if (before != given.Rating)
        {
            RequestMeasurements.Current.Rating = given.Rating;
        }

        if (RequestMeasurements.Current.Review is { } review)
        {
            review.Place = (id, turn);
            review.Feedback = JsonSerializer.SerializeToUtf8Bytes(given, ChatJson.Api.Feedback);
        }

        return Reply.Json(given, ChatJson.Api.Feedback);
    }

    public async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (id, turn) = await FindAsync(request, cancellationToken);

        return await feedback.TryDeleteAsync(request.Owner!, id, turn, cancellationToken)
            ? new(204, new Dictionary<string, string>(), default)
            : throw await RefusalAsync(request, id, turn, cancellationToken);
    }

    // Turns exist for a while after their conversation has expired, so the conversation is checked first.
    private async Task<(string Id, int Turn)> FindAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var id = ConversationRoutes.IdOf(request);
        if (!await conversations.ExistsAsync(request.Owner!, id, cancellationToken))
        {
            throw ConversationRoutes.NotFound();
        }

        return MessageRequest.Number(request.PathParameter("turn")) is { } turn and > 0 ? (id, turn) : throw NoTurn();
    }

    private async Task<ProblemException> RefusalAsync(ApiRequest request, string id, int turn, CancellationToken cancellationToken) =>
        await turns.FindAsync(request.Owner!, id, turn, cancellationToken) is null
            ? NoTurn()
            : ProblemException.InProgress("The answer is being generated. Rate it once it has ended.", turn);

    private static ProblemException NoTurn() => new(ProblemKind.NotFound, "The conversation has no such turn.");

    private Feedback Read(JsonElement body)
    {
        string? rating = null,
            reason = null,
            comment = null;
        foreach (var field in body.EnumerateObject())
        {
            switch (field.Name)
            {
                case "rating":
                    rating = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : null;
                    break;
                case "reason":
                    reason = field.Text(Feedback.MaxReasonBytes);
                    break;
                case "comment":
                    comment = field.Text(Feedback.MaxCommentBytes);
                    break;
                default:
                    throw ProblemException.Invalid(field.Name, "is not a field of feedback; use rating, reason and comment");
            }
        }

        return rating is "up" or "down"
            ? new(rating, reason, comment, Attributes.Timestamp(time.GetUtcNow()))
            : throw ProblemException.Invalid("rating", "must be up or down");
    }
}
