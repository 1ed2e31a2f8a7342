using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>Puts one answer into the words of one of OpenAI's routes.</summary>
internal interface ICompletionWriter
{
    /// <summary>The whole answer as JSON.</summary>
    byte[] Whole(Completion answer);

    /// <summary>The events that come before any text.</summary>
    IEnumerable<ServerSentEvent> Opening();

    IEnumerable<ServerSentEvent> Events(ChatEvent item);

    /// <summary>
    /// The last chunk of a stream that failed. Of OpenAI's clients some look for <c>error</c>, others pass over everything but
    /// chunks and raise an error for a finish reason that they do not know: this is both.
    /// </summary>
    ServerSentEvent Failed(ProblemException problem);
}
