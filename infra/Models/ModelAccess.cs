using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Infra.Settings;
using Llama;

namespace Infra.Models;

/// <summary>The permissions for Bedrock: the configured models, guardrail and knowledge base, by their ARNs only.</summary>
internal sealed class ModelAccess : Construct
{
    private readonly IReadOnlyList<ModelGrant> _models;
    private readonly string? _knowledgeBaseArn;

    public ModelAccess(Construct scope, DeploymentSettings settings)
        : base(scope, "ModelAccess")
    {
        _models = [.. settings.Models.SelectMany(model => ModelGrants.Of(model, Stack.Of(this)))];
        Guardrail = settings.Guardrail switch
        {
            GuardrailChoice.Managed => new ManagedGuardrail(this).Reference,
            GuardrailChoice.Existing existing => new(
                existing.Arn ?? existing.Id,
                existing.Version,
                existing.Arn ?? BedrockArn("guardrail", existing.Id)
            ),
            _ => null,
        };

        // The functions call the knowledge base in their own region.
        _knowledgeBaseArn = settings.KnowledgeBaseId is { } id ? BedrockArn("knowledge-base", id) : null;
        foreach (var (model, warning) in settings.Models.Where(model => model.Warning is not null).Select(model => (model, model.Warning!)))
        {
            Annotations
                .Of(this)
                .AddWarningV2(
                    model.Reference.Model.Lifecycle is ModelLifecycle.Retired
                        ? "chat:model-not-on-demand"
                        : $"chat:model-legacy-{model.Reference.Model.Id}",
                    warning
                );
        }
    }

    public GuardrailReference? Guardrail { get; }

    /// <summary>
    /// Allows a function to generate answers, with guardrail and retrieval as configured. Both functions that generate also retrieve:
    /// <c>retrieval</c> is a field of a message and of a chat completion.
    /// </summary>
    public void GrantGeneration(IGrantable function)
    {
        foreach (var (arns, profiles) in _models)
        {
            Grant(function, arns, profiles, "InvokeModel", "InvokeModelWithResponseStream");
        }

        if (Guardrail is { } guardrail)
        {
            Grant(function, [guardrail.Arn], throughProfiles: null, "ApplyGuardrail");
        }

        if (_knowledgeBaseArn is { } knowledgeBase)
        {
            Grant(function, [knowledgeBase], throughProfiles: null, "Retrieve");
        }
    }

    private static void Grant(
        IGrantable function,
        IReadOnlyList<string> arns,
        IReadOnlyList<string>? throughProfiles,
        params string[] actions
    ) =>
        Amazon.CDK.AWS.IAM.Grant.AddToPrincipal(
            new GrantOnPrincipalOptions
            {
                Grantee = function,
                Actions = [.. actions.Select(action => $"bedrock:{action}")],
                ResourceArns = [.. arns],
                Conditions = throughProfiles is null
                    ? null
                    : new Dictionary<string, IDictionary<string, object>>
                    {
                        ["StringLike"] = new Dictionary<string, object> { ["bedrock:InferenceProfileArn"] = throughProfiles.ToArray() },
                    },
            }
        );

    private string BedrockArn(string resource, string id) =>
        Stack
            .Of(this)
            .FormatArn(
                new ArnComponents
                {
                    Service = "bedrock",
                    Resource = resource,
                    ResourceName = id,
                }
            );
}
