using System.Runtime.InteropServices;

namespace Chat.Hosting;

/// <summary>
/// Whom the process takes for AWS. Before its first connection .NET reads every authority that the system trusts, and that
/// takes longer than all the rest of a cold start. Amazon's, which vouch for AWS's endpoints, are in the package; and nothing
/// else is to be trusted.
/// </summary>
internal static partial class TrustedRoots
{
    /// <summary>
    /// Makes OpenSSL read one file, for this process alone. .NET's own way of setting a variable changes a copy that no
    /// library sees, and a variable of the Lambda function would reach its extensions.
    /// </summary>
    public static void Use(string file)
    {
        _ = SetVariable("SSL_CERT_FILE", file, overwrite: 1);
        _ = SetVariable("SSL_CERT_DIR", "/var/empty", overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
