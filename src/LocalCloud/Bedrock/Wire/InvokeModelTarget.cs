using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Bedrock.Wire;

/// <summary>What a request is for, from its path: the operation, and the model in one percent-encoded segment.</summary>
internal sealed record InvokeModelTarget(string Operation, string ModelId)
{
    public const string Whole = "InvokeModel";
    public const string Streamed = "InvokeModelWithResponseStream";

    /// <summary>The knowledge base's operation; its id stands in the model's place.</summary>
    public const string Retrieve = "Retrieve";

    public bool IsStreamed => Operation == Streamed;

    /// <remarks>The server decodes %3A and leaves %2F in <see cref="HttpRequest.Path"/>; only the raw target keeps an ARN in one
    /// piece.</remarks>
    public static InvokeModelTarget? Parse(HttpRequest request)
    {
        var path = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];

        return request.Method != HttpMethods.Post
            ? null
            : path.Split('/') switch
            {
                ["", "model", var id, "invoke"] => new(Whole, Uri.UnescapeDataString(id)),
                ["", "model", var id, "invoke-with-response-stream"] => new(Streamed, Uri.UnescapeDataString(id)),
                ["", "knowledgebases", var id, "retrieve"] => new(Retrieve, Uri.UnescapeDataString(id)),
                _ => null,
            };
    }
}
