using Amazon.BedrockRuntime;

namespace Llama;

/// <summary>A region that serves the model, and the way to it.</summary>
/// <param name="Name">The region's name, for example <c>us-east-1</c>.</param>
/// <param name="Connect">
/// Makes the region's client, at its first use and only once. Its own retries should be off
/// (<c>MaxErrorRetry = 0</c>): they would multiply with <see cref="LlamaClient.MaxCalls"/>.
/// </param>
public sealed record BedrockRegion(string Name, Func<IAmazonBedrockRuntime> Connect);
