// Writes Meta's tokenizer files in the compact form that src/Llama/Tokens/Vocabulary.cs reads:
//
//   dotnet run tools/vocabulary.cs -- tokenizer.model src/Llama/Tokens/Vocabularies/llama3.vocabulary
//
// It reads SentencePiece's model (Llama 2) and tiktoken's lines of base64 and rank (Llama 3, Llama 4).
using System.Buffers.Binary;
using System.Text;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("Usage: dotnet run tools/vocabulary.cs -- TOKENIZER.MODEL TARGET.vocabulary");
    return 2;
}

var bytes = File.ReadAllBytes(source);

// A SentencePiece model begins with its first piece: field 1, a message.
var (firstId, tokens, last) = bytes[0] == 0x0A ? ReadSentencePiece(bytes) : (0, ReadTiktoken(bytes), []);

using BinaryWriter file = new(File.Create(target));
file.Write(firstId);
file.Write(tokens.Count);
file.Write(last.Count);
last.ForEach(file.Write);
tokens.ForEach(token => file.Write(checked((byte)token.Length)));
tokens.ForEach(file.Write);
Console.WriteLine($"{target}: {tokens.Count:N0} tokens from id {firstId}, {file.BaseStream.Length:N0} bytes");
return 0;

static List<byte[]> ReadTiktoken(byte[] file)
{
    List<byte[]> tokens = [];
    foreach (var line in Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries))
    {
        var (token, rank) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
        Require(rank == $"{tokens.Count}", $"rank {rank} comes after {tokens.Count - 1}");
        tokens.Add(Convert.FromBase64String(token));
    }

    return tokens;
}

static (int FirstId, List<byte[]> Tokens, List<int> Last) ReadSentencePiece(byte[] model)
{
    const int Normal = 1;
    const float MergesLast = -1e9f;

    // <unk>, <s>, </s> and the 256 bytes are never merged to.
    var pieces = Fields(model).Where(field => field.Number == 1).Select(field => Piece(field.Value)).ToList();
    var firstId = pieces.FindIndex(piece => piece.Kind == Normal);
    Require(pieces.Skip(firstId).All(piece => piece.Kind == Normal), "a special piece comes after a normal one");

    List<int> last = [];
    for (var id = firstId; id < pieces.Count; id++)
    {
        if (pieces[id].Score == MergesLast)
        {
            last.Add(id);
        }
        else
        {
            Require(pieces[id].Score == firstId - id, $"piece {id} has the score {pieces[id].Score}: ids are not in the order of scores");
        }
    }

    return (firstId, [.. pieces.Skip(firstId).Select(piece => piece.Text)], last);
}

static (byte[] Text, float Score, int Kind) Piece(byte[] message)
{
    var (text, score, kind) = (Array.Empty<byte>(), 0f, 1);
    foreach (var (number, value) in Fields(message))
    {
        switch (number)
        {
            case 1:
                text = value;
                break;
            case 2:
                score = BinaryPrimitives.ReadSingleLittleEndian(value);
                break;
            case 3:
                kind = value[0];
                break;
        }
    }

    return (text, score, kind);
}

// Protocol Buffers' wire format, as much of it as such a model has.
static IEnumerable<(int Number, byte[] Value)> Fields(byte[] message)
{
    for (var at = 0; at < message.Length; )
    {
        var key = ReadVarint(message, ref at);
        var length = (key & 7) switch
        {
            0 => LengthOfVarint(message, at),
            1 => 8,
            2 => ReadVarint(message, ref at),
            5 => 4,
            var type => throw new InvalidDataException($"wire type {type}"),
        };
        yield return (key >> 3, message[at..(at + length)]);
        at += length;
    }
}

static int ReadVarint(byte[] message, ref int at)
{
    var value = 0;
    for (var shift = 0; ; shift += 7)
    {
        var one = message[at++];
        value |= (one & 0x7F) << shift;
        if (one < 0x80)
        {
            return value;
        }
    }
}

static int LengthOfVarint(byte[] message, int at)
{
    var length = 1;
    while (message[at + length - 1] >= 0x80)
    {
        length++;
    }

    return length;
}

static void Require(bool condition, string otherwise)
{
    if (!condition)
    {
        throw new InvalidDataException(otherwise);
    }
}
