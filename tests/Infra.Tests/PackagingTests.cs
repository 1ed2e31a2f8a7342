using System.Runtime.InteropServices;
using Infra.Packaging;

namespace Infra.Tests;

/// <summary>What is said before a build that cannot succeed, or would not start.</summary>
public sealed class PackagingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("infra-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_native_build_for_the_other_processor_names_the_missing_cross_toolchain()
    {
        File.WriteAllText(Path.Combine(_folder, "gcc"), "");

        var missing = Assert.Throws<PublishException>(() => Require(Architecture.Arm64, isLinux: true));

        Assert.StartsWith("clang is not on the PATH. architecture=arm64 on this X64 machine needs a cross toolchain", missing.Message);
        Assert.Contains("gcc-aarch64-linux-gnu", missing.Message);
        Assert.Contains("packaging=managed", missing.Message);
    }

    [Fact]
    public void With_the_cross_toolchain_it_is_built()
    {
        File.WriteAllText(Path.Combine(_folder, "clang"), "");
        File.WriteAllText(Path.Combine(_folder, "aarch64-linux-gnu-gcc"), "");

        Require(Architecture.Arm64, isLinux: true);
    }

    [Theory]
    [InlineData(true, "gcc or clang")]
    [InlineData(false, "Linux only")]
    public void A_native_build_without_compiler_or_Linux_is_refused_with_the_way_out(bool isLinux, string expected)
    {
        var missing = Assert.Throws<PublishException>(() => Require(Architecture.X64, isLinux));

        Assert.Contains(expected, missing.Message);
        Assert.Contains("packaging=managed", missing.Message);
    }

    [Fact]
    public void A_managed_build_needs_no_toolchain() =>
        Toolchain.Require(new(IsNative: false, Architecture.Arm64), isLinux: false, Architecture.X64, path: "");

    [Theory]
    [InlineData("GLIBC_2.2.5 GLIBC_2.34 GLIBC_2.9", true)]
    [InlineData("GLIBC_2.2.5 GLIBC_2.38", false)]
    [InlineData("no symbols at all", true)]
    public void An_executable_that_Lambda_could_not_start_is_not_deployed(string symbols, bool starts)
    {
        var executable = Path.Combine(_folder, "bootstrap");
        File.WriteAllText(executable, symbols);

        var refused = Record.Exception(() => Glibc.RequireNoNewerThanLambdas(executable));

        Assert.Equal(starts, refused is null);
        Assert.True(starts || refused!.Message.Contains("needs glibc 2.38, and Lambda's provided.al2023 has 2.34"));
    }

    [Theory]
    [InlineData("meta.llama2-13b-chat-v1", "llama2.vocabulary")]
    [InlineData("meta.llama3-8b-instruct-v1:0", "llama3.license.txt llama3.vocabulary")]
    public void Only_the_vocabulary_that_the_model_needs_is_deployed_with_the_licence_that_goes_with_it(string modelId, string expected)
    {
        var files = Synthesis.Of($"modelId={modelId}").AssetFiles("completions");

        Assert.Equal(["bootstrap", .. expected.Split(' ')], files);
    }

    private void Require(Architecture architecture, bool isLinux) =>
        Toolchain.Require(new(IsNative: true, architecture), isLinux, Architecture.X64, _folder);
}
