using Amazon.BedrockAgentRuntime.Model;
using Chat.Aws;

namespace Chat.Knowledge;

/// <summary>Looks for passages in the knowledge base that is configured.</summary>
internal sealed class KnowledgeBase(KnowledgeBaseConnection connection, string? id)
{
    /// <summary>
    /// The characters of a query that Bedrock reads. A longer message is cut there: what matters to a search is said by then.
    /// </summary>
    public const int MaxQueryLength = 20_000;

    // A page may hold fewer passages than were asked for. What many such pages hold is not worth the time.
    private const int MaxPages = 3;

    /// <summary>The passages that fit a question, as Bedrock ranks them.</summary>
    /// <param name="request">How many, and which.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="limit">How long it may take, all calls together.</param>
    /// <param name="cancellationToken">The end of the invocation's time.</param>
    /// <exception cref="KnowledgeBaseException">No passage came, and not for want of one.</exception>
    public async Task<IReadOnlyList<Passage>> RetrieveAsync(
        RetrievalRequest request,
        string question,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit > TimeSpan.Zero ? limit : TimeSpan.Zero);
        List<Passage> found = [];
        string? next = null;
        try
        {
            for (var page = 0; page < MaxPages; page++)
            {
                var response = await connection.Client.RetrieveAsync(Query(request, question, next), time.Token);

                // A guardrail that intervened has masked or withheld something: what came is what may be shown.
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
            // Whatever it is, it must not become the answer's end. The best passages are on the first page.
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
