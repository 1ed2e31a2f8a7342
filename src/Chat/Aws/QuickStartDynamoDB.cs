using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Chat.Aws;

/// <summary>DynamoDB's client with a trimmed pipeline, and one and the same way through it for every operation.</summary>
/// <remarks>
/// The pipeline's handlers are generic methods of the response's type, and native code puts each together when it is
/// first called. With a response type for each operation a conversation's first message would do that for dozens of them.
/// </remarks>
internal sealed class QuickStartDynamoDB : AmazonDynamoDBClient
{
    public QuickStartDynamoDB(AmazonDynamoDBConfig config)
        : base(config) { }

    public QuickStartDynamoDB(AWSCredentials credentials, AmazonDynamoDBConfig config)
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
    }

    private async Task<T> CallAsync<T>(
        AmazonDynamoDBRequest request,
        IMarshaller<IRequest, AmazonWebServiceRequest> marshaller,
        ResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    )
        where T : AmazonWebServiceResponse =>
        (T)
            await InvokeAsync<AmazonWebServiceResponse>(
                request,
                new InvokeOptions { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller },
                cancellationToken
            );
}
