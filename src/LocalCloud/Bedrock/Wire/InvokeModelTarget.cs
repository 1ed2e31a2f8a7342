using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Bedrock.Wire;

/// <summary>The operation and the model in a request's path. The model is one percent-encoded segment.</summary>
internal sealed record InvokeModelTarget(string Operation, string ModelId)
{
    public const string Converse = "Converse";
    public const string ConverseStream = "ConverseStream";
    public const string CountTokens = "CountTokens";
    public const string ListFoundationModels = "ListFoundationModels";

    public const string Whole = "InvokeModel";
    public const string Streamed = "InvokeModelWithResponseStream";

    /// <summary>The operation of the knowledge base, whose id takes the model's place.</summary>
    public const string Retrieve = "Retrieve";

    /// <summary>The operations that the model answers.</summary>
    public static IReadOnlyList<string> OfTheModel { get; } = [Whole, Streamed, Converse, ConverseStream];

    /// <summary>All operations of this emulator.</summary>
    public static IReadOnlyList<string> All { get; } = [.. OfTheModel, CountTokens, ListFoundationModels, Retrieve];

    public bool IsStreamed => Operation is Streamed or ConverseStream;

    public bool IsConverse => Operation is Converse or ConverseStream;

    /// <remarks>
    /// The server decodes %3A but not %2F in <see cref="HttpRequest.Path"/>, so an ARN can only be read from the raw target.
    /// </remarks>
    public static InvokeModelTarget? Parse(HttpRequest request)
    {
        var path = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];

        return (request.Method, path.Split('/')) switch
        {
            ("POST", ["", "model", var id, "invoke"]) => new(Whole, Uri.UnescapeDataString(id)),
            ("POST", ["", "model", var id, "invoke-with-response-stream"]) => new(Streamed, Uri.UnescapeDataString(id)),
            ("POST", ["", "model", var id, "converse"]) => new(Converse, Uri.UnescapeDataString(id)),
            ("POST", ["", "model", var id, "converse-stream"]) => new(ConverseStream, Uri.UnescapeDataString(id)),
            ("POST", ["", "model", var id, "count-tokens"]) => new(CountTokens, Uri.UnescapeDataString(id)),
            ("POST", ["", "knowledgebases", var id, "retrieve"]) => new(Retrieve, Uri.UnescapeDataString(id)),
            ("GET", ["", "foundation-models"]) => new(ListFoundationModels, ""),
            _ => null,
        };
    }
}
