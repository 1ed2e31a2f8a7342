using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Benchmarks.Units;

/// <summary>The SDK's own client, which also asks for the units of every request and adds them up.</summary>
internal sealed class CountingDynamoDB(AWSCredentials credentials, AmazonDynamoDBConfig config) : AmazonDynamoDBClient(credentials, config)
{
    private readonly Counter _counter = new();

    /// <summary>The units since the last call.</summary>
    public CapacityUnits Take() => _counter.Take();

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandler(_counter);
    }

    private sealed class Counter : PipelineHandler
    {
        private readonly Lock _lock = new();
        private CapacityUnits _units;

        public CapacityUnits Take()
        {
            lock (_lock)
            {
                var units = _units;
                _units = default;
                return units;
            }
        }

        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            Ask(executionContext.RequestContext.OriginalRequest);
            var began = Stopwatch.GetTimestamp();
            var response = await base.InvokeAsync<T>(executionContext);
            var units = Units(response) with { Waited = Stopwatch.GetElapsedTime(began) };
            lock (_lock)
            {
                _units += units;
            }

            return response;
        }

        // The requests have no interface in common. One that is missing here must not go uncounted.
        private static void Ask(AmazonWebServiceRequest request)
        {
            var total = ReturnConsumedCapacity.TOTAL;
            _ = request switch
            {
                GetItemRequest get => get.ReturnConsumedCapacity = total,
                QueryRequest query => query.ReturnConsumedCapacity = total,
                PutItemRequest put => put.ReturnConsumedCapacity = total,
                UpdateItemRequest update => update.ReturnConsumedCapacity = total,
                DeleteItemRequest delete => delete.ReturnConsumedCapacity = total,
                BatchWriteItemRequest batch => batch.ReturnConsumedCapacity = total,
                _ => throw new NotSupportedException($"The units of {request.GetType().Name} are not counted."),
            };
        }

        private static CapacityUnits Units(object? response) =>
            response switch
            {
                GetItemResponse get => new(Of(get.ConsumedCapacity), 0),
                QueryResponse query => new(Of(query.ConsumedCapacity), 0) { Pages = 1 },
                PutItemResponse put => new(0, Of(put.ConsumedCapacity)),
                UpdateItemResponse update => new(0, Of(update.ConsumedCapacity)),
                DeleteItemResponse delete => new(0, Of(delete.ConsumedCapacity)),
                BatchWriteItemResponse batch => new(0, batch.ConsumedCapacity.Sum(Of)),
                _ => throw new NotSupportedException($"The units of {response?.GetType().Name} are not counted."),
            };

        private static double Of(ConsumedCapacity? capacity) =>
            capacity?.CapacityUnits ?? throw new InvalidDataException("the server does not tell the units of a request.");
    }
}
