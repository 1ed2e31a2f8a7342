using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Bedrock.Wire;

/// <summary>The operation and the model in a request's path. The model is one percent-encoded segment.</summary>
internal sealed record InvokeModelTarget(string Operation, string ModelId)
{
    public const string Whole = "InvokeModel";
    public const string Streamed = "InvokeModelWithResponseStream";

    /// <summary>The operation of the knowledge base, whose id takes the model's place.</summary>
    public const string Retrieve = "Retrieve";

    public bool IsStreamed => Operation == Streamed;

    /// <remarks>
    /// The server decodes %3A but not %2F in <see cref="HttpRequest.Path"/>, so an ARN can only be read from the raw target.
    /// </remarks>
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
