using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Chat.Configuration;
using Constructs;
using Infra.Api;
using Infra.Functions;
using Infra.Models;
using Infra.Monitoring;
using Infra.Packaging;
using Infra.Settings;
using Infra.Storage;
using Llama;

namespace Infra;

/// <summary>Everything that a deployment creates, and who in it may do what. No name is fixed, so several stages fit in one account.</summary>
internal sealed class ChatStack : Stack
{
    /// <param name="app">The CDK app.</param>
    /// <param name="settings">The deployment.</param>
    /// <param name="publish">Builds the functions, when they are needed, and tells the folder.</param>
    /// <param name="account">The account, if it is known.</param>
    public ChatStack(Construct app, DeploymentSettings settings, Func<string> publish, string? account = null)
        : base(app, $"chat-{settings.Stage}", Props(settings, account))
    {
        ChatTable table = new(this, settings.RetainData);
        ModelAccess model = new(this, settings);
        // One executable for all of them; which one it is to be, each is told.
        var code = Executable(publish, settings.Model.Reference.Model);
        var authentication = Authentication.Authentication.Create(this, code, settings);
        var environment = FunctionEnvironment.Of(settings, table.Name, model.Guardrail, authentication.KeyOwners);
        ChatFunction completions = new(this, FunctionNames.Completions, code, settings, ChatFunction.Streamed, environment);
        ChatFunction conversations = new(this, FunctionNames.Conversations, code, settings, ChatFunction.Buffered, environment);
        ChatFunction messages = new(this, FunctionNames.Messages, code, settings, ChatFunction.Streamed, environment);

        table.GrantUsage(completions);
        table.GrantConversations(conversations);
        table.GrantTurns(messages);
        model.GrantGeneration(completions);
        model.GrantGeneration(messages);

        ChatFunction[] answering = [completions, conversations, messages];
        ChatApi api = new(this, settings, authentication, answering.ToDictionary(function => function.Name));
        authentication.Complete(api.Rest);

        Output("ApiUrl", api.Url);
        Output("TableName", table.Name);
        Output("Curl", $$"""curl -s {{api.Url}}chat/completions {{authentication.CurlOptions}} -H "Content-Type: application/json" -d '{"messages":[{"role":"user","content":"Hello!"}]}'""");

        if (settings.Monitoring)
        {
            ChatFunction[] functions = authentication.Authorizer is { } authorizer ? [.. answering, authorizer] : answering;
            Output("DashboardUrl", Monitor(settings, new(api, table, settings.Model), functions).Url);
        }
    }

    private static StackProps Props(DeploymentSettings settings, string? account) => new()
    {
        Description = $"Chat backend for {settings.Model.Reference.Model.Name} on Amazon Bedrock, stage {settings.Stage}",
        Env = new Amazon.CDK.Environment { Account = account, Region = settings.Region },
        TerminationProtection = settings.RetainData,
        Tags = new Dictionary<string, string> { ["application"] = "serverless-llama-chat", ["stage"] = settings.Stage },
    };

    // Not when the CLI only lists or destroys: then any folder will do.
    private AssetCode Executable(Func<string> publish, LlamaModel model) => Code.FromAsset(
        BundlingRequired ? publish() : Path.Combine(Repository.Root, "events"),
        new Amazon.CDK.AWS.S3.Assets.AssetOptions { Exclude = ["*.pdb", "*.dbg", "*.xml", .. Vocabularies.NotNeededBy(model)] });

    private ChatDashboard Monitor(DeploymentSettings settings, ChatMetrics metrics, IReadOnlyList<ChatFunction> functions)
    {
        if (!Alarms.SeesBedrock(settings))
        {
            Annotations.Of(this).AddWarningV2(
                "chat:model-elsewhere",
                $"The stack goes to {settings.Region} and the model is in {string.Join(", ", settings.Model.Regions)}: CloudWatch alarms cannot see "
                + "another region's metrics, so there are none on Bedrock. Deploy to the model's region to have them.");
        }

        return new(this, settings, metrics, new Alarms(this, settings, metrics, functions), functions);
    }

    private void Output(string id, string value) => _ = new CfnOutput(this, id, new CfnOutputProps { Value = value });
}
