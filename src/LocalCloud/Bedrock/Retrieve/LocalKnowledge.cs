using LocalCloud.Bedrock.Wire;
using LocalCloud.Knowledge;

namespace LocalCloud.Bedrock.Retrieve;

/// <summary>Emulates Bedrock's Retrieve over a local folder.</summary>
/// <param name="id">The knowledge base's id; all others are unknown.</param>
/// <param name="folder">The folder; null if there is no knowledge base.</param>
internal sealed class LocalKnowledge(string id, string? folder)
{
    /// <summary>The knowledge base's id if KNOWLEDGE_BASE_ID is not set.</summary>
    public const string DefaultId = "LOCALFILES";

    private readonly KnowledgeFolder? _folder = folder is null ? null : new(folder);

    /// <summary>Reads the files and describes the folder's content in a few words; null if there is no folder.</summary>
    public string? Describe() =>
        _folder?.Read().Passages is { } passages
            ? $"{folder} ({passages.Count} passages of {passages.DistinctBy(passage => passage.Path).Count()} files)"
            : null;

    /// <exception cref="BedrockException">There is no such knowledge base.</exception>
    public RetrieveAnswer Retrieve(string knowledgeBaseId, RetrieveBody request)
    {
        if (_folder is null || knowledgeBaseId != id)
        {
            throw BedrockException.NotFound($"Knowledge Base with id {knowledgeBaseId} does not exist.");
        }

        return RetrieveAnswer.Of(_folder.Read().Search(request.Query, request.Condition), request);
    }
}
