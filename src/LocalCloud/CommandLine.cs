using System.CommandLine;
using LocalCloud.Settings;
using Spectre.Console;

namespace LocalCloud;

/// <summary>The program's options and its verb.</summary>
internal static class CommandLine
{
    private static readonly Option<int> _port = new("--port")
    {
        Description = "The API's port; the Bedrock emulator and DynamoDB get the next two.",
        DefaultValueFactory = _ => 3000,
    };

    private static readonly Option<string> _bedrock = new("--bedrock")
    {
        Description =
            "scripted: an emulator with deterministic answers; aws: the real service with your credentials; URL: any OpenAI-compatible completions server (llama.cpp, Ollama, vLLM).",
        DefaultValueFactory = _ => "scripted",
        Recursive = true,
    };

    private static readonly Option<string?> _dynamoDB = new("--dynamodb")
    {
        Description = "The URL of Amazon's DynamoDB Local, or of any other DynamoDB; without it, dynalite is started.",
        Recursive = true,
    };

    private static readonly Option<string?> _data = new("--data")
    {
        Description = "Where the tables are kept: a folder, or memory. [default: .local of the repository; for invoke, memory]",
        Recursive = true,
    };

    private static readonly Option<string> _functions = new("--functions")
    {
        Description = "in-process, or the PATH of a published bootstrap to run as real processes.",
        DefaultValueFactory = _ => "in-process",
        Recursive = true,
    };

    private static readonly Option<TagReading> _tags = new("--tags")
    {
        Description = "How the emulator counts the tags between the turns of a prompt: as text, or as one token each (tokens).",
        DefaultValueFactory = _ => TagReading.Text,
        Recursive = true,
    };

    private static readonly Option<string?> _knowledge = new("--knowledge")
    {
        Description = "A folder of .txt and .md files: the knowledge base that messages may ask.",
        Recursive = true,
    };

    public static RootCommand Create()
    {
        _port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 65533)
            {
                result.AddError("--port must be 1 to 65533.");
            }
        });

        RootCommand root = new("LocalCloud: API Gateway, Lambda, Bedrock and DynamoDB on loopback, without an AWS account.")
        {
            _port,
            _bedrock,
            _dynamoDB,
            _data,
            _functions,
            _knowledge,
            _tags,
        };
        root.SetAction((options, cancellationToken) => GuardedAsync(() => ServeAsync(Read(options), cancellationToken)));

        Argument<FileInfo> file = new("event")
        {
            Description = "A JSON file with an API Gateway proxy event, for example events/chat.json.",
        };
        Command invoke = new("invoke", "Runs one event and prints the answer's status, headers and body.") { file };
        invoke.SetAction(
            (options, cancellationToken) =>
                GuardedAsync(() =>
                    EventRun.RunAsync(options.GetRequiredValue(file), Read(options), Console.OpenStandardOutput(), cancellationToken)
                )
        );
        root.Add(invoke);

        return root;
    }

    private static CloudOptions Read(ParseResult options)
    {
        var serves = options.CommandResult.Command is RootCommand;
        CloudOptions read = new()
        {
            // The verb invoke needs no port, and reads the data of a LocalCloud that is running.
            Port = serves ? options.GetValue(_port) : 0,
            Bedrock = BedrockChoice.Parse(options.GetRequiredValue(_bedrock)),
            DynamoDB = DynamoDBChoice.Parse(options.GetValue(_data) ?? (serves ? null : "memory"), options.GetValue(_dynamoDB)),
            Functions = FunctionsChoice.Parse(options.GetRequiredValue(_functions)),
            Environment = LocalFunctionEnvironment.OwnVariables(),
            Knowledge = ReadKnowledge(options),
            Tags = options.GetValue(_tags),
        };
        LocalFunctionEnvironment.CleanOwn(read);

        return read;
    }

    private static string? ReadKnowledge(ParseResult options)
    {
        if (options.GetValue(_knowledge) is not { } folder)
        {
            return null;
        }

        return !Directory.Exists(folder) ? throw new UsageException($"--knowledge is \"{folder}\"; expected a folder.")
            : options.GetRequiredValue(_bedrock) == "aws"
                ? throw new UsageException(
                    "--knowledge is served by the emulator, which --bedrock aws does without; set KNOWLEDGE_BASE_ID instead."
                )
            : Path.GetFullPath(folder);
    }

    private static async Task<int> ServeAsync(CloudOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;

        // Does not wrap lines, so that they can be copied and searched.
        console.Profile.Width = int.MaxValue;
        LocalFunctionEnvironment.Check(options);
        await using var cloud = await Cloud.StartAsync(options, new ConsoleLog(console), cancellationToken);
        Banner.Write(console, cloud);
        try
        {
            throw new UsageException(await cloud.CannotStart.WaitAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how this program is meant to end.
            return 0;
        }
    }

    private static async Task<int> GuardedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (UsageException mistake)
        {
            await Console.Error.WriteLineAsync($"error: {mistake.Message}");
            return 1;
        }
    }
}
