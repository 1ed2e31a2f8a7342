using LocalCloud.Bedrock.Wire;
using LocalCloud.Knowledge;

namespace LocalCloud.Bedrock.Retrieve;

/// <summary>Bedrock's Retrieve over a folder of one's own.</summary>
/// <param name="id">The knowledge base's id; every other one is unknown.</param>
/// <param name="folder">The folder; null for an emulator that has no knowledge base.</param>
internal sealed class LocalKnowledge(string id, string? folder)
{
    /// <summary>The knowledge base's id unless KNOWLEDGE_BASE_ID names another.</summary>
    public const string DefaultId = "LOCALFILES";

    private readonly KnowledgeFolder? _folder = folder is null ? null : new(folder);

    /// <summary>What the folder holds, in a few words; null if there is none. The files are read by then.</summary>
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
