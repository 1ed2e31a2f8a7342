using System.Text.RegularExpressions;
using Llama;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Bedrock.Wire;

/// <summary>What a request is for, from its path: the operation, and the model in one percent-encoded segment.</summary>
internal sealed partial record InvokeModelTarget(string Operation, string ModelId)
{
    public const string Whole = "InvokeModel";
    public const string Streamed = "InvokeModelWithResponseStream";

    /// <summary>The knowledge base's operation; its id stands in the model's place.</summary>
    public const string Retrieve = "Retrieve";

    public bool IsStreamed => Operation == Streamed;

    /// <remarks>The server decodes %3A and leaves %2F in <see cref="HttpRequest.Path"/>; only the raw target keeps an ARN in one piece.</remarks>
    public static InvokeModelTarget? Parse(HttpRequest request)
    {
        var path = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];

        return request.Method != HttpMethods.Post ? null : path.Split('/') switch
        {
            ["", "model", var id, "invoke"] => new(Whole, Uri.UnescapeDataString(id)),
            ["", "model", var id, "invoke-with-response-stream"] => new(Streamed, Uri.UnescapeDataString(id)),
            ["", "knowledgebases", var id, "retrieve"] => new(Retrieve, Uri.UnescapeDataString(id)),
            _ => null,
        };
    }

    /// <summary>What is invoked; a provisioned or imported model is Llama 2.</summary>
    public LlamaModel Model => OnDemand ?? LlamaModel.Llama2Chat13B;

    private LlamaModel? OnDemand =>
        LlamaModel.Catalog.FirstOrDefault(model => model.Id == (FoundationModelArn().Match(ModelId) is { Success: true } arn ? arn.Groups["model"].Value : ModelId));

    /// <summary>On demand a model exists in its regions; a provisioned or imported one where its ARN says.</summary>
    public bool IsServedIn(string region) =>
        OnDemand is { } model
            ? model.Regions.Contains(region) && (model.Id == ModelId || IsIn(FoundationModelArn().Match(ModelId), region))
            : OwnModelArn().Match(ModelId) is { Success: true } own && IsIn(own, region);

    /// <summary>A region that has the model, for requests which name none.</summary>
    public string HomeRegion =>
        OnDemand?.Regions[0] ?? (OwnModelArn().Match(ModelId) is { Success: true } own ? own.Groups["region"].Value : "us-east-1");

    private static bool IsIn(Match arn, string region) => arn.Groups["region"].Value == region;

    [GeneratedRegex(@"^arn:aws[a-z-]*:bedrock:(?<region>[a-z0-9-]+)::foundation-model/(?<model>[a-z0-9.:-]+)$")]
    private static partial Regex FoundationModelArn();

    [GeneratedRegex("^arn:aws[a-z-]*:bedrock:(?<region>[a-z0-9-]+):[0-9]{12}:(provisioned|imported)-model/[a-z0-9]{12}$")]
    private static partial Regex OwnModelArn();
}
