namespace LocalCloud.Bedrock.Models;

/// <summary>How a piece of a streamed answer is written to the wire.</summary>
internal interface IStreamFormat
{
    byte[] Frames(Generation piece, bool isFirst, TimeSpan firstByte, TimeSpan elapsed);
}
