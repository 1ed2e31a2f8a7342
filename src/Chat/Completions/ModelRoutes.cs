using Chat.Configuration;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>GET /health and GET /models: what is deployed here.</summary>
internal sealed class ModelRoutes(ChatSettings settings)
{
    public Task<Reply> HealthAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Reply.Json(
            new("ok", settings.Model.InvocationId, Lifecycle, settings.Regions), ChatJson.Api.Health));

    public Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Reply.Json(
            new("list", [Entry]), ChatJson.Api.ModelList));

    private ModelEntry Entry => new(
        settings.Model.InvocationId,
        "model",
        new DateTimeOffset(settings.Model.Model.Since, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds(),
        "meta",
        settings.ContextWindow,
        settings.Model.Model.MaxGenLen,
        new(settings.Pricing.InputPer1K, settings.Pricing.OutputPer1K, "USD"),
        settings.Regions,
        Lifecycle);

    // A dedicated copy lives on whatever became of the on-demand model.
    private string Lifecycle => settings.Model switch
    {
        { IsDedicated: true, InvocationId: var arn } => arn.Contains(":imported-model/", StringComparison.Ordinal) ? "imported" : "provisioned",
        { Model.Lifecycle: ModelLifecycle.Retired } => "retired",
        { Model.Lifecycle: ModelLifecycle.Legacy } => "legacy",
        _ => "active",
    };
}

internal sealed record Health(string Status, string ModelId, string ModelLifecycle, IReadOnlyList<string> Regions);

internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

internal sealed record ModelEntry(
    string Id,
    string Object,
    long Created,
    string OwnedBy,
    int ContextWindow,
    int MaxGenLen,
    ModelPrices Pricing,
    IReadOnlyList<string> Regions,
    string Lifecycle);

internal sealed record ModelPrices(
    [property: System.Text.Json.Serialization.JsonPropertyName("input_per_1k_tokens")] decimal InputPer1KTokens,
    [property: System.Text.Json.Serialization.JsonPropertyName("output_per_1k_tokens")] decimal OutputPer1KTokens,
    string Currency);
