using Amazon;

namespace Llama;

/// <summary>
/// A model as Bedrock is asked for it: by the catalog's id, or by the ARN of a provisioned throughput or of an
/// imported copy that speaks the catalog entry's format.
/// </summary>
public sealed record ModelReference
{
    private ModelReference(LlamaModel model, string invocationId, string? region)
    {
        Model = model;
        InvocationId = invocationId;
        Region = region;
    }

    /// <summary>The catalog entry: prompt template, window and prices.</summary>
    public LlamaModel Model { get; }

    /// <summary>What goes into the request's path: a model id or an ARN.</summary>
    public string InvocationId { get; }

    /// <summary>The only region that serves it, when an ARN names one; null when the catalog's regions do.</summary>
    public string? Region { get; }

    /// <summary>Whether it is billed and served apart from the on-demand model, whose life cycle then does not matter.</summary>
    public bool IsDedicated => Region is not null;

    /// <summary>The on-demand model of a catalog entry.</summary>
    public static ModelReference OnDemand(LlamaModel model) => new(model, model.Id, region: null);

    /// <summary>Reads a catalog id, or a provisioned or imported model's ARN.</summary>
    /// <param name="idOrArn">
    /// <c>meta.llama2-13b-chat-v1</c>, <c>arn:aws:bedrock:REGION:ACCOUNT:provisioned-model/ID</c> or
    /// <c>arn:aws:bedrock:REGION:ACCOUNT:imported-model/ID</c>, where ID is 12 of a-z and 0-9.
    /// </param>
    /// <param name="behindArn">The catalog entry that an ARN stands for; Llama 2 13B Chat unless told.</param>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: neither a known id nor such an ARN.</exception>
    public static ModelReference Parse(string idOrArn, LlamaModel? behindArn = null)
    {
        if (LlamaModel.Catalog.FirstOrDefault(model => model.Id == idOrArn) is { } known)
        {
            return OnDemand(known);
        }

        if (Arn.TryParse(idOrArn, out var arn) && IsDedicatedModel(arn))
        {
            return new(behindArn ?? LlamaModel.Llama2Chat13B, idOrArn, arn.Region);
        }

        throw LlamaException.Invalid(
            "model",
            idOrArn,
            $"one of {string.Join(", ", LlamaModel.Catalog.Select(model => model.Id))}, or the ARN of a provisioned-model or imported-model");
    }

    private static bool IsDedicatedModel(Arn arn) =>
        arn is { Service: "bedrock", Region.Length: > 0, AccountId.Length: 12 }
        && arn.AccountId.All(char.IsAsciiDigit)
        && arn.Resource.Split('/') is ["provisioned-model" or "imported-model", { Length: 12 } id]
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}
