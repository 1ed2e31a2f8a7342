using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Makes a <see cref="LambdaBootstrap"/> from a handler.</summary>
public class LambdaBootstrapBuilder
{
    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapOptions _options = new();
    private LambdaBootstrapInitializer? _initializer;
    private HttpClient? _http;

    private LambdaBootstrapBuilder(LambdaBootstrapHandler handler) => _handler = handler;

    public static LambdaBootstrapBuilder Create(Func<Stream, Task> handler) => Create((input, _) => handler(input));

    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task> handler) =>
        new(async request =>
        {
            await handler(request.InputStream, request.LambdaContext);
            return Empty;
        });

    public static LambdaBootstrapBuilder Create(Func<Stream, Task<Stream>> handler) =>
        new(async request => new(await handler(request.InputStream)));

    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        new(async request => new(await handler(request.InputStream, request.LambdaContext)));

    /// <summary>The serializer is for the handler's own use, through its context.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) =>
        new(async request => new(await handler(request.InputStream, With(request, serializer))));

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, Task> handler, ILambdaSerializer serializer) =>
        Create<TInput>((input, _) => handler(input), serializer);

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) =>
        new(async request =>
        {
            await handler(serializer.Deserialize<TInput>(request.InputStream), With(request, serializer));
            return Empty;
        });

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, Task<Stream>> handler, ILambdaSerializer serializer) =>
        Create<TInput>((input, _) => handler(input), serializer);

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) =>
        new(async request => new(await handler(serializer.Deserialize<TInput>(request.InputStream), With(request, serializer))));

    public static LambdaBootstrapBuilder Create<TInput, TOutput>(Func<TInput, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        Create<TInput, TOutput>((input, _) => handler(input), serializer);

    public static LambdaBootstrapBuilder Create<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler,
        ILambdaSerializer serializer
    ) =>
        new(async request =>
        {
            var answer = await handler(serializer.Deserialize<TInput>(request.InputStream), With(request, serializer));
            MemoryStream output = new();
            serializer.Serialize(answer, output);
            output.Position = 0;
            return new(output);
        });

    public LambdaBootstrapBuilder UseHttpClient(HttpClient httpClient)
    {
        _http = httpClient;
        return this;
    }

    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        _initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrapBuilder ConfigureOptions(Action<LambdaBootstrapOptions>? options = null)
    {
        options?.Invoke(_options);
        return this;
    }

    public LambdaBootstrap Build() =>
        _http is null ? new(_handler, _options, _initializer) : new(_http, _handler, _options, _initializer, ownsHttp: false);

    private static InvocationResponse Empty => new(Stream.Null);

    private static ILambdaContext With(InvocationRequest request, ILambdaSerializer serializer)
    {
        if (request.LambdaContext is LambdaContext context)
        {
            context.HandlerSerializer = serializer;
        }

        return request.LambdaContext;
    }
}
