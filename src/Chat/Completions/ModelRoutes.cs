using System.Text.Json.Serialization;
using Chat.Configuration;
using Chat.Http;

namespace Chat.Completions;

/// <summary>GET /health, GET /models and GET /models/{id}.</summary>
internal sealed class ModelRoutes(ChatSettings settings)
{
    public Task<Reply> HealthAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var model = settings.Models[0];
        Health health = new("ok", model.Id, model.Lifecycle, Day(model.EndOfLife), model.Regions)
        {
            Models = [.. settings.Models.Select(each => new ModelHealth(each.Id, each.Lifecycle, Day(each.EndOfLife)))],
        };

        return Task.FromResult(Reply.Json(health, ChatJson.Api.Health));
    }

    public Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Reply.Json(new("list", [.. settings.Models.Select(Entry)]), ChatJson.Api.ModelList));

    public Task<Reply> GetAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        // The colons and slashes of an ARN may be percent-encoded.
        var id = Uri.UnescapeDataString(request.PathParameter("id"));

        return Task.FromResult(Reply.Json(Entry(RequestedModel.Of(settings, id)), ChatJson.Api.ModelEntry));
    }

    private static ModelEntry Entry(OfferedModel model)
    {
        var entry = model.Reference.Model;

        return new(
            model.Id,
            "model",
            new DateTimeOffset(entry.Since, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds(),
            "meta",
            entry.Name,
            entry.Id,
            model.ContextWindow,
            entry.MaxGenLen,
            new(model.Pricing.InputPer1K, model.Pricing.OutputPer1K, "USD"),
            model.Regions,
            model.Lifecycle,
            Day(model.EndOfLife)
        )
        {
            Unverified = entry.Unverified is { Count: > 0 } unverified ? unverified : null,
        };
    }

    private static string? Day(DateOnly? day) => day?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record Health(string Status, string ModelId, string ModelLifecycle, string? EndOfLife, IReadOnlyList<string> Regions)
{
    public required IReadOnlyList<ModelHealth> Models { get; init; }
}

internal sealed record ModelHealth(string Id, string Lifecycle, string? EndOfLife);

internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

internal sealed record ModelEntry(
    string Id,
    string Object,
    long Created,
    string OwnedBy,
    string Name,
    string BaseModel,
    int ContextWindow,
    int MaxGenLen,
    ModelPrices Pricing,
    IReadOnlyList<string> Regions,
    string Lifecycle,
    string? EndOfLife
)
{
    /// <summary>The names of the fields in this entry that could not be verified; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unverified { get; init; }
}

internal sealed record ModelPrices(
    [property: JsonPropertyName("input_per_1k_tokens")] decimal InputPer1KTokens,
    [property: JsonPropertyName("output_per_1k_tokens")] decimal OutputPer1KTokens,
    string Currency
);
