using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.Assertions;
using Infra.Settings;

// All synthesis goes through one Node process, which takes one call at a time.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace Infra.Tests;

/// <summary>A synthesized stack. Those of the same context are synthesized once, since each takes a second.</summary>
internal sealed class Synthesis
{
    private static readonly ConcurrentDictionary<string, Synthesis> _known = [];
    private readonly string _folder;
    private readonly ChatStack _stack;

    private Synthesis(string region, IReadOnlyDictionary<string, string> context)
    {
        Settings = DeploymentSettings.Bind(context, region);
        _folder = Directory.CreateTempSubdirectory("infra-tests").FullName;
        App app = new(
            new AppProps
            {
                AnalyticsReporting = false,
                Context = OfTheCdk(context),
                Outdir = _folder,
            }
        );
        _stack = new(app, Settings, AnyExecutable);
        var artifact = app.Synth().GetStackByName(_stack.StackName);
        Tags = new Dictionary<string, string>(artifact.Tags);
        TemplateFile = artifact.TemplateFullPath;
        Text = File.ReadAllText(TemplateFile);
        Json = JsonNode.Parse(Text)!.AsObject();
        Template = Template.FromStack(_stack);
    }

    public DeploymentSettings Settings { get; }

    public Template Template { get; }

    public IReadOnlyDictionary<string, string> Tags { get; }

    public string TemplateFile { get; }

    public JsonObject Json { get; }

    public string Text { get; }

    public string StackName => _stack.StackName;

    public bool? TerminationProtection => _stack.TerminationProtection;

    public IReadOnlyList<string> Warnings =>
        [
            .. Amazon
                .CDK.Assertions.Annotations.FromStack(_stack)
                .FindWarning("*", Match.AnyValue())
                .Select(message => message.Entry.Data!.ToString()!),
        ];

    public static Synthesis Of(params IReadOnlyList<string> context) => _known.GetOrAdd(string.Join(' ', context), _ => Anew(context));

    public static Synthesis Anew(params IReadOnlyList<string> context) => new("us-east-1", Parse(context));

    public static Synthesis In(string region, params IReadOnlyList<string> context) =>
        _known.GetOrAdd(string.Join(' ', context.Prepend(region)), _ => new(region, Parse(context)));

    /// <summary>Resources of a type, by their name in the code.</summary>
    public IReadOnlyDictionary<string, JsonObject> Resources(string type) =>
        Json["Resources"]!
            .AsObject()
            .Where(resource => (string?)resource.Value!["Type"] == type)
            .ToDictionary(resource => TemplateText.WithoutHash(resource.Key), resource => resource.Value!.AsObject());

    /// <summary>The properties of a function.</summary>
    public JsonObject Function(string name) =>
        Resources("AWS::Lambda::Function").Single(function => function.Key.EndsWith($"{name}Function", StringComparison.Ordinal)).Value[
            "Properties"
        ]!.AsObject();

    /// <summary>The files that a function is uploaded with.</summary>
    public IEnumerable<string> AssetFiles(string function)
    {
        var hash = ((string)Function(function)["Code"]!["S3Key"]!).Split('.')[0];

        return Directory.EnumerateFiles(Path.Combine(_folder, $"asset.{hash}")).Select(file => Path.GetFileName(file)).Order();
    }

    /// <summary>A function's environment, as text.</summary>
    public IReadOnlyDictionary<string, string> Environment(string function) =>
        Function(function)["Environment"]
            ?["Variables"]?.AsObject()
            .ToDictionary(variable => variable.Key, variable => TemplateText.Of(variable.Value))
        ?? [];

    private static Dictionary<string, string> Parse(IReadOnlyList<string> context) =>
        context.Select(value => value.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    // The CDK reads its own keys itself; from cdk.json they come as objects.
    private static Dictionary<string, object> OfTheCdk(IReadOnlyDictionary<string, string> context) =>
        context
            .Where(entry => entry.Key.StartsWith('@'))
            .ToDictionary(
                entry => entry.Key,
                entry =>
                    entry.Value is ['{', ..] json
                        ? JsonNode.Parse(json)!.AsObject().ToDictionary(member => member.Key, member => (object)member.Value!.ToString())
                        : (object)entry.Value
            );

    // Tests need no publish: any folder stands for the functions, and always the same one.
    private static string AnyExecutable()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "executable")).FullName;
        foreach (
            var file in (string[])
                ["bootstrap", "llama2.vocabulary", "llama3.license.txt", "llama3.vocabulary", "llama4.license.txt", "llama4.vocabulary"]
        )
        {
            File.WriteAllText(Path.Combine(folder, file), "stands for what is published");
        }

        return folder;
    }
}
