using System.IO.Compression;

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
        Assert.All(glibc, item => Assert.True(Version.Parse(item.Version["GLIBC_".Length..]) <= _newestGlibc, $"{item.Library} {item.Version}"));
    }

    [Fact]
    public void The_zip_is_below_8_MB_and_holds_the_executable_and_whom_it_trusts()
    {
        using MemoryStream zip = new();

        ZipFile.CreateFromDirectory(_native.Package.FullName, zip, CompressionLevel.Optimal, includeBaseDirectory: false);

        Assert.Equal(["amazon-roots.pem", "bootstrap"], _native.Package.GetFileSystemInfos().Select(file => file.Name).Order());
        Assert.InRange(zip.Length, 1, 8 * 1000 * 1000);
    }
}
