using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Telemetry;

namespace Chat.Http;

/// <summary>The routes of one function. Every exception becomes an answer here.</summary>
internal sealed class Api(IReadOnlyList<Endpoint> endpoints, Cors cors, IReadOnlyDictionary<string, string> keyOwners)
{
    /// <summary>Wraps an API Gateway event as a request.</summary>
    public ApiRequest Read(APIGatewayProxyRequest proxyRequest, ILambdaContext context) => new(proxyRequest, context, keyOwners);

    public async Task<Reply> AnswerAsync(ApiRequest request, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
            return Complete(request, await RouteAsync(request, cancellationToken));
        }
        catch (Exception failure)
        {
            // The last place where a failure can become an answer: from an exception Lambda would make a 502 without a body.
            return Failed(request, failure, log);
        }
    }

    /// <summary>The answer to a request that failed before any byte was sent.</summary>
    public Reply Failed(ApiRequest request, Exception failure, ILambdaLogger log) =>
        Complete(request, ErrorsOf(request).Reply(Report(failure, log), request.Id));

    /// <summary>The last event of a stream that failed after its first byte.</summary>
    public ServerSentEvent FailedEvent(ApiRequest request, Reply reply, Exception failure, ILambdaLogger log)
    {
        var (problem, errors) = (Report(failure, log), ErrorsOf(request));

        return reply.Failure?.Invoke(errors.InOwnWords(problem)) ?? new(errors.Write(problem, request.Id), "error");
    }

    private Task<Reply> RouteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var resource = endpoints.Where(endpoint => endpoint.Path == request.Resource).ToList();
        if (resource.Count == 0)
        {
            throw new ProblemException(ProblemKind.NotFound, "There is no such route.");
        }

        var methods = string.Join(", ", resource.Select(endpoint => endpoint.Method).Append("OPTIONS"));
        if (request.Method == "OPTIONS")
        {
            return Task.FromResult(Cors.Preflight(methods, request.Header("Access-Control-Request-Headers")));
        }

        var endpoint =
            resource.FirstOrDefault(endpoint => endpoint.Method == request.Method)
            ?? throw new ProblemException(ProblemKind.MethodNotAllowed, $"{request.Resource} has {methods}.") { Allow = methods };

        return endpoint.IsPublic || request.Owner is not null
            ? endpoint.Handler(request, cancellationToken)
            : throw new ProblemException(ProblemKind.Unauthorized, "The request came without an identity.");
    }

    private Reply Complete(ApiRequest request, Reply reply) =>
        reply.With([.. cors.Headers(request.Header("Origin")), new(ApiHeaders.RequestId, request.Id), .. QueryHint.Of(request)]);

    private ErrorFormat ErrorsOf(ApiRequest request) =>
        endpoints.FirstOrDefault(endpoint => endpoint.Path == request.Resource)?.Errors ?? ErrorFormat.ProblemDetails;

    private static ProblemException Report(Exception failure, ILambdaLogger log)
    {
        var problem = Problems.From(failure);
        RequestMeasurements.Current.Fail(problem.Kind.Code, problem.Kind.Status);
        if (problem.Kind.Status >= 500)
        {
            log.LogError(failure, "{Code}", problem.Kind.Code);
        }

        return problem;
    }
}
