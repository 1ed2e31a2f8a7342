namespace Shared;

/// <summary>Inputs that are valid but for a few bytes.</summary>
internal static class HostileBytes
{
    public static byte[] Changed(Random random, byte[] valid)
    {
        List<byte> bytes = [.. valid];
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            var place = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, Math.Min(bytes.Count - place, random.Next(1, 20)));
                    break;
                case 2:
                    bytes.InsertRange(place, Any(random, random.Next(1, 20)));
                    break;
                default:
                    bytes.InsertRange(place, bytes.GetRange(place, Math.Min(bytes.Count - place, 30)));
                    break;
            }
        }

        return [.. bytes];
    }

    public static byte[] Any(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);

        return bytes;
    }
}
