using Amazon.BedrockAgentRuntime.Model;
using Chat.Aws;
using Chat.Telemetry;

namespace Chat.Knowledge;

/// <summary>Searches the configured knowledge base.</summary>
internal sealed class KnowledgeBase(KnowledgeBaseConnection connection, string? id)
{
    /// <summary>
    /// The most characters of a query that Bedrock accepts. A longer message is cut, since its beginning is enough for a search.
    /// </summary>
    public const int MaxQueryLength = 20_000;

    // A page may hold fewer passages than requested. More pages than these are not worth the time.
    private const int MaxPages = 3;

    /// <summary>The passages for a question, in Bedrock's order.</summary>
    /// <param name="request">The number of passages and the filter.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="limit">The time limit of all calls together.</param>
    /// <param name="cancellationToken">The end of the invocation's time.</param>
    /// <exception cref="KnowledgeBaseException">The first page could not be read.</exception>
    public async Task<IReadOnlyList<Passage>> RetrieveAsync(
        RetrievalRequest request,
        string question,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var span = Spans.Retrieve(id);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit > TimeSpan.Zero ? limit : TimeSpan.Zero);
        List<Passage> found = [];
        string? next = null;
        try
        {
            for (var page = 0; page < MaxPages; page++)
            {
                var response = await connection.Client.RetrieveAsync(Query(request, question, next), time.Token);

                // If a guardrail intervened, Bedrock has already masked or removed what may not be shown.
                found.AddRange(PassageReader.Read(response.RetrievalResults ?? []));
                next = response.NextToken;
                if (string.IsNullOrEmpty(next) || found.Count >= request.NumberOfResults)
                {
                    break;
                }
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            span.Fail(failure);

            // A later page that fails does not fail the request: the best passages are on the first page.
            return found.Count > 0 ? found : throw KnowledgeBaseErrors.Translate(failure, hasFilter: request.Filter is not null);
        }

        return [.. found.Take(request.NumberOfResults)];
    }

    private RetrieveRequest Query(RetrievalRequest request, string question, string? next) =>
        new()
        {
            KnowledgeBaseId = id,
            NextToken = next,
            RetrievalQuery = new() { Text = Cut(question) },
            RetrievalConfiguration = new()
            {
                VectorSearchConfiguration = new() { NumberOfResults = request.NumberOfResults, Filter = request.Filter },
            },
        };

    private static string Cut(string question) =>
        question.Length <= MaxQueryLength
            ? question
            : question[..(char.IsHighSurrogate(question[MaxQueryLength - 1]) ? MaxQueryLength - 1 : MaxQueryLength)];
}
