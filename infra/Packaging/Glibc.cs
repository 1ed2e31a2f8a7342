using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.Packaging;

/// <summary>Checks the version of the C library that an executable needs.</summary>
internal static partial class Glibc
{
    /// <summary>provided.al2023 has glibc 2.34.</summary>
    private static readonly Version _lambda = new(2, 34);

    /// <exception cref="PublishException">It needs a newer version than Lambda has.</exception>
    public static void RequireNoNewerThanLambdas(string executable)
    {
        // Versions of symbols are plain text in the file.
        var newest = Version()
            .Matches(Encoding.Latin1.GetString(File.ReadAllBytes(executable)))
            .Select(match => new Version(2, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
            .Max();
        if (newest > _lambda)
        {
            throw new PublishException(
                $"The executable needs glibc {newest}, and Lambda's provided.al2023 has {_lambda}: it would not start. "
                    + "Build it on an older Linux (Amazon Linux 2023, Debian 12, Ubuntu 22.04), or deploy with -c packaging=managed."
            );
        }
    }

    [GeneratedRegex(@"GLIBC_2\.([0-9]{1,3})")]
    private static partial Regex Version();
}
