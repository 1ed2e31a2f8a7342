using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Internal;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Chat.Telemetry;

namespace Chat.Aws;

/// <summary>DynamoDB's client with a shorter SDK pipeline, and one response type for all operations, for a faster cold start.</summary>
/// <remarks>
/// The pipeline's handlers are generic methods of the response's type, which native code instantiates on the first call. With one
/// response type per operation, a conversation's first message would instantiate dozens of them.
/// </remarks>
internal sealed class TrimmedDynamoDBClient : AmazonDynamoDBClient
{
    public TrimmedDynamoDBClient(AmazonDynamoDBConfig config)
        : base(config) { }

    public TrimmedDynamoDBClient(AWSCredentials credentials, AmazonDynamoDBConfig config)
        : base(credentials, config) { }

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetItemResponse>(request, GetItemRequestMarshaller.Instance, GetItemResponseUnmarshaller.Instance, cancellationToken);

    public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<QueryResponse>(request, QueryRequestMarshaller.Instance, QueryResponseUnmarshaller.Instance, cancellationToken);

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<PutItemResponse>(request, PutItemRequestMarshaller.Instance, PutItemResponseUnmarshaller.Instance, cancellationToken);

    public override Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<UpdateItemResponse>(
            request,
            UpdateItemRequestMarshaller.Instance,
            UpdateItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    public override Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteItemResponse>(
            request,
            DeleteItemRequestMarshaller.Instance,
            DeleteItemResponseUnmarshaller.Instance,
            cancellationToken
        );

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        SdkPipeline.Trim(pipeline);
        pipeline.ReplaceHandler<AmazonDynamoDBEndpointResolver>(new ResolvedOnce());
    }

    private async Task<T> CallAsync<T>(
        AmazonDynamoDBRequest request,
        IMarshaller<IRequest, AmazonWebServiceRequest> marshaller,
        ResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    )
        where T : AmazonWebServiceResponse
    {
        using var span = Spans.Store(request);
        try
        {
            return (T)
                await InvokeAsync<AmazonWebServiceResponse>(
                    request,
                    new InvokeOptions { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller },
                    cancellationToken
                );
        }
        catch (Exception failure) when (span.Fail(failure))
        {
            throw;
        }
    }

    /// <summary>Applies the rules of endpoints once: for calls to one table from one region they always say the same.</summary>
    private sealed class ResolvedOnce : AmazonDynamoDBEndpointResolver
    {
        private Rules? _rules;

        public override void ProcessRequestHandlers(IExecutionContext executionContext)
        {
            var request = executionContext.RequestContext.Request;
            if (_rules is { } rules)
            {
                (request.Endpoint, request.EndpointAttributes, request.AuthenticationRegion) = rules;
                return;
            }

            base.ProcessRequestHandlers(executionContext);
            _rules = new(request.Endpoint, request.EndpointAttributes, request.AuthenticationRegion);
        }

        private sealed record Rules(Uri Endpoint, IPropertyBag? Attributes, string? Region);
    }
}
