using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;

namespace Chat.Hosting;

/// <summary>The composition root: the same for Lambda, the laptop and the tests.</summary>
public static class FunctionHost
{
    /// <summary>
    /// Runs the function that <c>CHAT_FUNCTION</c>, or else <c>_HANDLER</c>, names against the Lambda Runtime API at
    /// <c>AWS_LAMBDA_RUNTIME_API</c> until cancelled. A wrong configuration is reported to the Runtime API as an init error.
    /// </summary>
    /// <param name="environment">The function's environment variables.</param>
    /// <param name="terminated">Ends the loop behind the invocation that is under way.</param>
    /// <param name="cancellationToken">Ends the loop at once, and gives up the answer that is under way.</param>
    public static async Task RunAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken terminated = default, CancellationToken cancellationToken = default)
    {
        try
        {
            await LoopAsync(environment, terminated, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (terminated.IsCancellationRequested)
        {
            // There will be no further event.
        }
    }

    private static Task LoopAsync(IReadOnlyDictionary<string, string> environment, CancellationToken terminated, CancellationToken cancellationToken)
    {
        var function = FunctionName.Of(environment);
        var bootstrap = function.Name == FunctionNames.Authorizer
            ? LambdaBootstrapBuilder.Create<APIGatewayCustomAuthorizerRequest, APIGatewayCustomAuthorizerResponse>(
                ApiKeyAuthorizer.HandleAsync, new SourceGeneratorLambdaJsonSerializer<ChatJson>())
            : Routes(function, environment);
        if (terminated.CanBeCanceled)
        {
            bootstrap.UseHttpClient(LastEvent.Client(terminated));
        }

        return bootstrap
            .ConfigureOptions(options => options.RuntimeApiEndpoint = environment.GetValueOrDefault("AWS_LAMBDA_RUNTIME_API"))
            .Build()
            .RunAsync(cancellationToken);
    }

    private static LambdaBootstrapBuilder Routes(FunctionName function, IReadOnlyDictionary<string, string> environment)
    {
        // Made before the first invocation, so that a mistake fails the start and not a customer's request.
        Api? api = null;
        var bootstrap = Streams(function)
            ? LambdaBootstrapBuilder.Create((json, context) => new StreamedFunction(api!).HandleAsync(ProxyEvent.Read(json), context))
            : LambdaBootstrapBuilder.Create((json, context) => new BufferedFunction(api!).HandleAsync(ProxyEvent.Read(json), context));

        return bootstrap.UseBootstrapHandler(() =>
        {
            api = Create(function, environment);
            return Task.FromResult(true);
        });
    }

    private static bool Streams(FunctionName function) =>
        ApiRoute.All.FirstOrDefault(route => route.Function == function.Name)?.Streams ?? true;

    private static Api Create(FunctionName function, IReadOnlyDictionary<string, string> environment)
    {
        var settings = ChatSettings.Bind(environment);
        KnowledgeBase knowledge = new(new(environment), settings.KnowledgeBaseId);
        var routes = function.Name switch
        {
            FunctionNames.Completions => CompletionsFunction.Routes(
                settings, new(environment, settings), knowledge, new Lazy<IAmazonDynamoDB>(() => DynamoConnection.Open(environment)), TimeProvider.System),
            FunctionNames.Conversations => ConversationsFunction.Routes(settings, DynamoConnection.Open(environment), TimeProvider.System),
            FunctionNames.Messages => ConversationsFunction.MessageRoutes(
                settings, new(environment, settings), knowledge, DynamoConnection.Open(environment), TimeProvider.System),
            _ => throw function.IsUnknown(),
        };

        return new(routes, new Cors(settings.AllowedOrigins), settings.ApiKeyOwners);
    }
}
