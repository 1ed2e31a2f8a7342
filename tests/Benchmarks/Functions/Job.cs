namespace Benchmarks.Functions;

/// <summary>What a function is asked to do.</summary>
internal enum Job
{
    /// <summary>POST /chat/completions: a prompt, InvokeModel, the answer in OpenAI's shape.</summary>
    Completion,

    /// <summary>POST /conversations/{id}/messages: the same with a memory in DynamoDB.</summary>
    Message,
}
