using Chat.Conversations;
using Chat.Http;

namespace Chat.Tests.Conversations;

public class CursorTests
{
    private const string Scope = "ada\0conversations";

    [Theory]
    [InlineData("1")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV 2026-11-23T10:00:00.000Z")]
    [InlineData("Zoë 🦙")]
    public void A_cursor_is_read_as_it_was_written_and_needs_no_escapes(string position)
    {
        var cursor = Cursor.Write(Scope, position);

        Assert.Equal(position, Cursor.Read(Scope, cursor));
        Assert.Equal(cursor, Uri.EscapeDataString(cursor));
    }

    [Fact]
    public void A_cursor_with_any_character_changed_or_cut_off_is_refused()
    {
        var cursor = Cursor.Write(Scope, "123456");
        var changed = Enumerable
            .Range(0, cursor.Length - 1)
            .Select(at => $"{cursor[..at]}{(cursor[at] == 'x' ? 'y' : 'x')}{cursor[(at + 1)..]}");
        var cut = Enumerable.Range(0, cursor.Length).Select(length => cursor[..length]);

        Assert.All(
            changed.Concat(cut).Append("no base64!"),
            wrong => Assert.Equal("cursor", Assert.Throws<ProblemException>(() => Cursor.Read(Scope, wrong)).Field)
        );
    }

    [Theory]
    [InlineData("bob\0conversations")]
    [InlineData("ada\0messages")]
    public void A_cursor_of_another_owner_or_list_is_refused(string scope)
    {
        var cursor = Cursor.Write(Scope, "123456");

        Assert.Throws<ProblemException>(() => Cursor.Read(scope, cursor));
    }
}
