using System.IO.Compression;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>What is shipped.</summary>
public sealed class PackageTests : IClassFixture<NativeMode>
{
    // Lambda's provided.al2023 has glibc 2.34.
    private static readonly Version _newestGlibc = new(2, 34);

    private readonly NativeMode _native;

    public PackageTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
    }

    [Fact]
    public void The_executable_needs_no_symbol_that_Lambdas_glibc_lacks()
    {
        var needed = new ElfFile(_native.Bootstrap).NeededLibraryVersions().ToList();

        var glibc = needed.Where(item => item.Version.StartsWith("GLIBC_", StringComparison.Ordinal)).ToList();
        Assert.Contains(("libc.so.6", "GLIBC_2.2.5"), glibc);
        Assert.All(
            glibc,
            item => Assert.True(Version.Parse(item.Version["GLIBC_".Length..]) <= _newestGlibc, $"{item.Library} {item.Version}")
        );
    }

    [Fact]
    public void A_Llama_2_deployment_zips_below_8_MB_and_holds_executable_root_certificates_and_its_vocabulary()
    {
        using var zip = Publication.Zip(_native.Package);

        Assert.Equal(
            ["amazon-roots.pem", "bootstrap", "llama2.vocabulary"],
            new ZipArchive(zip).Entries.Select(file => file.FullName).Order()
        );
        Assert.InRange(zip.Length, 1, 8 * 1000 * 1000);
    }
}
