namespace Chat.Http;

/// <summary>One event of a <c>text/event-stream</c>.</summary>
/// <param name="Data">UTF-8; line breaks in it become several data lines.</param>
/// <param name="Type">The event's name; null for none.</param>
internal readonly record struct ServerSentEvent(ReadOnlyMemory<byte> Data, string? Type = null)
{
    /// <summary>The keep-alive comment: clients ignore it, and idle connections stay open.</summary>
    public static ReadOnlyMemory<byte> KeepAlive { get; } = ": keep-alive\n\n"u8.ToArray();

    /// <summary>The event's bytes, so that it is sent in one write.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        MemoryStream wire = new(Data.Length + 32);
        if (Type is not null)
        {
            wire.Write("event: "u8);
            wire.Write(System.Text.Encoding.UTF8.GetBytes(Type));
            wire.WriteByte((byte)'\n');
        }

        foreach (var line in Data.Span.Split((byte)'\n'))
        {
            wire.Write("data: "u8);
            wire.Write(Data.Span[line]);
            wire.WriteByte((byte)'\n');
        }

        wire.WriteByte((byte)'\n');
        return wire.GetBuffer().AsMemory(0, (int)wire.Length);
    }
}
