using LocalCloud.Bedrock.Models;

namespace LocalCloud.Bedrock.Converse;

/// <summary>The events of ConverseStream.</summary>
internal sealed class ConverseFormat : IStreamFormat
{
    public byte[] Frames(Generation piece, bool isFirst, TimeSpan firstByte, TimeSpan elapsed) =>
        [
            .. isFirst ? ConverseJson.MessageStart() : [],
            .. piece.Text.Length > 0 ? ConverseJson.Delta(piece.Text) : [],
            .. piece.StopReason is not null ? ConverseJson.End(piece, elapsed) : [],
        ];
}
