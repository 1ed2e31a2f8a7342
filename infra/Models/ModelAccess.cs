using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Infra.Settings;

namespace Infra.Models;

/// <summary>What a function may ask of Bedrock: the configured model, guardrail and knowledge base, by their ARNs, and no other.</summary>
internal sealed class ModelAccess : Construct
{
    private readonly IReadOnlyList<string> _modelArns;
    private readonly string? _knowledgeBaseArn;

    public ModelAccess(Construct scope, DeploymentSettings settings)
        : base(scope, "ModelAccess")
    {
        _modelArns = settings.Model.Arns;
        Guardrail = settings.Guardrail switch
        {
            GuardrailChoice.Managed => new ManagedGuardrail(this).Reference,
            GuardrailChoice.Existing existing => new(
                existing.Arn ?? existing.Id, existing.Version, existing.Arn ?? BedrockArn("guardrail", existing.Id)),
            _ => null,
        };

        // The functions look a knowledge base up in their own region.
        _knowledgeBaseArn = settings.KnowledgeBaseId is { } id ? BedrockArn("knowledge-base", id) : null;
        if (settings.Model.Warning is { } warning)
        {
            Annotations.Of(this).AddWarningV2("chat:model-not-on-demand", warning);
        }
    }

    public GuardrailReference? Guardrail { get; }

    /// <summary>
    /// Lets a function generate, guarded and grounded as configured. Both functions that generate retrieve:
    /// <c>retrieval</c> is a field of a message and of a chat completion.
    /// </summary>
    public void GrantGeneration(IGrantable function)
    {
        Grant(function, _modelArns, "InvokeModel", "InvokeModelWithResponseStream");
        if (Guardrail is { } guardrail)
        {
            Grant(function, [guardrail.Arn], "ApplyGuardrail");
        }

        if (_knowledgeBaseArn is { } knowledgeBase)
        {
            Grant(function, [knowledgeBase], "Retrieve");
        }
    }

    private static void Grant(IGrantable function, IReadOnlyList<string> arns, params string[] actions) =>
        Amazon.CDK.AWS.IAM.Grant.AddToPrincipal(new GrantOnPrincipalOptions
        {
            Grantee = function,
            Actions = [.. actions.Select(action => $"bedrock:{action}")],
            ResourceArns = [.. arns],
        });

    private string BedrockArn(string resource, string id) =>
        Stack.Of(this).FormatArn(new ArnComponents { Service = "bedrock", Resource = resource, ResourceName = id });
}
