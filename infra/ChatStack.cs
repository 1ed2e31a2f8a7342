using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Chat.Configuration;
using Constructs;
using Infra.Api;
using Infra.Functions;
using Infra.Models;
using Infra.Monitoring;
using Infra.Packaging;
using Infra.Retention;
using Infra.Settings;
using Infra.Storage;
using Infra.Web;
using Llama;

namespace Infra;

/// <summary>
/// All resources of a deployment and their permissions. No physical names are set, so that several stages fit into one account.
/// </summary>
internal sealed class ChatStack : Stack
{
    /// <param name="app">The CDK app.</param>
    /// <param name="settings">The deployment.</param>
    /// <param name="publish">Builds the functions if necessary, and returns the folder.</param>
    /// <param name="account">The account, if known.</param>
    public ChatStack(Construct app, DeploymentSettings settings, Func<string> publish, string? account = null)
        : base(app, $"chat-{settings.Stage}", Props(settings, account))
    {
        // First, because the API has to allow the page's origin, and the sign-in to redirect to it.
        var page = settings.WebPage ? new ChatPage(this) : null;
        settings = page?.Join(settings) ?? settings;

        Encryption encryption = new(this, settings.Storage.KmsKeyArn);
        ChatTable table = new(this, settings, encryption);
        var review = settings.Review is { } wanted ? new ReviewArchive(this, settings, wanted, encryption) : null;
        ModelAccess model = new(this, settings);

        // One executable for all functions; each gets the name of its function.
        var code = Executable(publish, [.. settings.Models.Select(model => model.Reference.Model)]);
        var authentication = Authentication.Authentication.Create(this, code, settings, encryption);
        var environment = FunctionEnvironment.Of(settings, table.Name, model.Guardrail, authentication.KeyOwners, review?.Url);
        ChatFunction completions = new(this, FunctionNames.Completions, code, settings, ChatFunction.Streamed, encryption, environment);
        ChatFunction conversations = new(this, FunctionNames.Conversations, code, settings, ChatFunction.Buffered, encryption, environment);
        ChatFunction admin = new(this, FunctionNames.Admin, code, settings, ChatFunction.Buffered, encryption, environment);
        ChatFunction messages = new(this, FunctionNames.Messages, code, settings, ChatFunction.Streamed, encryption, environment);

        table.GrantUsage(completions, hasLimits: settings.OwnerLimits || settings.MonthlyBudgetUsd is not null);
        table.GrantConversations(conversations);
        table.GrantTurns(messages);
        table.GrantAdmin(admin);
        model.GrantGeneration(completions);
        model.GrantGeneration(messages);

        // Answers are written by two functions, ratings by the third.
        review?.GrantWrite(completions);
        review?.GrantWrite(messages);
        review?.GrantWrite(conversations);

        ChatFunction[] answering = [completions, conversations, messages, admin];
        ChatApi api = new(this, settings, authentication, answering.ToDictionary(function => function.Name), encryption);
        authentication.Complete(api.Rest);
        page?.Complete(api, authentication.SignIn!, hasKnowledge: settings.KnowledgeBaseId is not null);

        Output("ApiUrl", api.Url);
        Output("TableName", table.Name);
        if (review is not null)
        {
            Output("ReviewBucket", review.Name);
            Output("ReviewerRole", review.Reviewer.RoleArn);
        }

        if (api.Domain is { } domain)
        {
            Output("DomainTarget", domain.Target);
        }

        Output(
            "Curl",
            $$"""curl -s {{api.Url}}chat/completions {{authentication.CurlOptions}} -H "Content-Type: application/json" -d '{"messages":[{"role":"user","content":"Hello!"}]}'"""
        );

        ChatFunction?[] behind =
        [
            authentication.Authorizer,
            settings.ConversationTtlDays is null ? null : new Expiry(this, table, code, settings, encryption).Function,
        ];
        if (settings.Alarms.IsOn)
        {
            ChatDashboard dashboard = new(
                this,
                settings,
                new(api, table, settings),
                [.. answering, .. behind.OfType<ChatFunction>()],
                encryption
            );
            Output("DashboardUrl", dashboard.Url);
        }

        Warnings.Add(this, settings);
    }

    private static StackProps Props(DeploymentSettings settings, string? account) =>
        new()
        {
            Description = $"Chat backend for {settings.Model.Reference.Model.Name} on Amazon Bedrock, stage {settings.Stage}",
            Env = new Amazon.CDK.Environment { Account = account, Region = settings.Region },
            TerminationProtection = settings.TerminationProtection,
            Tags = new Dictionary<string, string>(settings.Tags) { ["application"] = "serverless-llama-chat", ["stage"] = settings.Stage },
        };

    // Not if the CLI only lists or destroys stacks: then any folder is enough.
    private AssetCode Executable(Func<string> publish, IReadOnlyList<LlamaModel> models) =>
        Code.FromAsset(
            BundlingRequired ? publish() : Path.Combine(Repository.Root, "events"),
            new Amazon.CDK.AWS.S3.Assets.AssetOptions { Exclude = ["*.pdb", "*.dbg", "*.xml", .. Vocabularies.NotNeededBy(models)] }
        );

    private void Output(string id, string value) => _ = new CfnOutput(this, id, new CfnOutputProps { Value = value });
}
