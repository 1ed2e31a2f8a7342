using Llama;
using LocalCloud.Bedrock.Retrieve;
using LocalCloud.Network;
using LocalCloud.Settings;

namespace LocalCloud.Bedrock;

internal sealed record BedrockEmulatorOptions
{
    /// <summary>0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>
    /// An OpenAI-compatible completions server that answers instead of the scripted model; <c>?model=NAME</c> names its model.
    /// </summary>
    public Uri? Upstream { get; init; }

    /// <summary>The model behind an ARN that does not name one.</summary>
    public LlamaModel BehindArns { get; init; } = LlamaModel.Llama2Chat13B;

    /// <summary>The time that the scripted model takes per token.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How the tags inside a prompt are counted.</summary>
    public TagReading Tags { get; init; }

    /// <summary>The folder whose files are the knowledge base; null for none.</summary>
    public string? KnowledgeFolder { get; init; }

    public string KnowledgeBaseId { get; init; } = LocalKnowledge.DefaultId;

    /// <summary>The web pages that may call it.</summary>
    public PageOrigins Origins { get; init; } = PageOrigins.None;

    /// <summary>How long a client may take to send a request's body.</summary>
    public TimeSpan BodyTimeout { get; init; } = CloudOptions.DefaultBodyTimeout;

    public string AccessKey { get; init; } = "local";

    public string SecretKey { get; init; } = "local";

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
