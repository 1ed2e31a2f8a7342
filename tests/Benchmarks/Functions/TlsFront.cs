using LocalCloud.Settings;
using Shared;

namespace Benchmarks.Functions;

/// <summary>The backends once more, behind TLS.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TestAuthority _authority;
    private readonly string _roots = Path.GetTempFileName();

    private TlsFront(TestAuthority authority, BackendProxy bedrock, BackendProxy table)
    {
        (_authority, Bedrock, Table) = (authority, bedrock, table);

        // What a deployment ships, and the one root more that there is here.
        File.WriteAllText(_roots, File.ReadAllText(Path.Combine(Checkout.Root, "src", "Chat", "amazon-roots.pem")) + authority.Pem);
    }

    public BackendProxy Bedrock { get; }

    public BackendProxy Table { get; }

    /// <summary>The variables by which a function trusts them: the functions' own, as deployed, and Node's, whose own roots stay.</summary>
    public Dictionary<string, string> Trust => new() { ["CHAT_TRUSTED_ROOTS"] = _roots, ["NODE_EXTRA_CA_CERTS"] = _roots };

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
    }
}
