namespace LocalCloud.Gateway;

/// <summary>Receives an entry for each request.</summary>
internal interface IRequestLog
{
    void Answered(AnsweredRequest request);
}

/// <summary>A finished request, answered by a function's instance or, without one, by the gateway itself.</summary>
internal sealed record AnsweredRequest(
    string Method,
    string Path,
    int Status,
    TimeSpan Duration,
    string? Instance,
    Bedrock.Journal.JournalEntry? Model
);
