using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>The model's own chunks, as InvokeModelWithResponseStream sends them.</summary>
internal sealed class ChunkFormat : IStreamFormat
{
    public byte[] Frames(Generation piece, bool isFirst, TimeSpan firstByte, TimeSpan elapsed) =>
        EventStreamFrame.Chunk(GeneratedJson.Chunk(piece, isFirst, firstByte, elapsed));
}
