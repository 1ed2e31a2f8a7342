using System.Security.Cryptography.X509Certificates;
using LocalCloud.Settings;
using Shared;

namespace Benchmarks.Functions;

/// <summary>The backends once more, behind TLS.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TestAuthority _authority;
    private readonly string _roots = Path.GetTempFileName();
    private readonly string _systemRoots = Path.GetTempFileName();

    private TlsFront(TestAuthority authority, BackendProxy bedrock, BackendProxy table)
    {
        (_authority, Bedrock, Table) = (authority, bedrock, table);

        // What a deployment ships, and the one root more that there is here.
        File.WriteAllText(_roots, File.ReadAllText(Path.Combine(Checkout.Root, "src", "Chat", "amazon-roots.pem")) + authority.Pem);
        File.WriteAllText(_systemRoots, SystemRoots() + authority.Pem);
    }

    public BackendProxy Bedrock { get; }

    public BackendProxy Table { get; }

    /// <summary>
    /// The variables by which a function trusts them: the functions' own, as deployed; Node's, whose own roots stay; and those of AWS's SDKs
    /// for Go and Python and of OpenSSL, with the system's roots, which they read without it too.
    /// </summary>
    public Dictionary<string, string> Trust =>
        new()
        {
            ["CHAT_TRUSTED_ROOTS"] = _roots,
            ["NODE_EXTRA_CA_CERTS"] = _roots,
            ["AWS_CA_BUNDLE"] = _systemRoots,
            ["SSL_CERT_FILE"] = _systemRoots,
        };

    public static async Task<TlsFront> StartAsync(Uri bedrock, Uri table)
    {
        TestAuthority authority = new();

        return new(
            authority,
            await BackendProxy.StartAsync(bedrock, authority.Server),
            await BackendProxy.StartAsync(table, authority.Server)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Bedrock.DisposeAsync();
        await Table.DisposeAsync();
        _authority.Dispose();
        File.Delete(_roots);
        File.Delete(_systemRoots);
    }

    private static string SystemRoots()
    {
        using X509Store store = new(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);

        return string.Concat(store.Certificates.Select(root => root.ExportCertificatePem() + '\n'));
    }
}
