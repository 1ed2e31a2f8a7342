using System.Globalization;
using System.Text;

namespace Benchmarks.Units;

/// <summary>A question of about 1 KB, and the answer that the emulator gives to it: the same text.</summary>
internal sealed record Exchange(string User, string Assistant)
{
    /// <summary>The turn's number is part of the text, so that no answer can be taken for another turn's.</summary>
    public static Exchange Of(int number)
    {
        StringBuilder text = new();
        while (text.Length < 1000)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Turn {number:D6} asks how the tide, the moon and the lighthouse keep the same time. "
            );
        }

        var answer = text.ToString().TrimEnd();
        return new($"echo: {answer}", answer);
    }
}
