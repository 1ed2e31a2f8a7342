using System.Text.RegularExpressions;
using LocalCloud.Bedrock;
using Shared;

namespace Llama.Tests.Client;

/// <summary>The .NET example of the documentation, as the program of somebody who has copied it.</summary>
public sealed partial class DocumentedExampleTests : IDisposable
{
    private const string Emulator = "http://127.0.0.1:3001";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("example-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_example_compiles_as_printed_and_gets_an_answer_from_the_emulator()
    {
        await using var emulator = await BedrockEmulator.StartAsync(new() { TokenDelay = TimeSpan.Zero }, Token);
        var printed = Example().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "regions-and-models.md"), Token));
        var code = printed.Groups["code"].Value;
        Assert.Contains(Emulator, code, StringComparison.Ordinal);
        await WriteAsync("Program.cs", code.Replace(Emulator, emulator.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        await WriteAsync("example.csproj", Project(Path.Combine(Repository.Root, printed.Groups["library"].Value)));

        // With folders of its own for everything, since the library that these tests use was built into its bin and obj.
        var built = Path.Combine(_folder.FullName, "artifacts");
        await NodeProgram.RunAsync(
            "dotnet",
            "build",
            _folder.FullName,
            "--artifacts-path",
            built,
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false"
        );
        var answer = await NodeProgram.RunAsync("dotnet", Path.Combine(built, "bin", "example", "debug", "example.dll"));

        Assert.Contains("What is Amazon Bedrock?", answer, StringComparison.Ordinal);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, Token);

    // What `dotnet new console` and `dotnet add reference` write.
    private static string Project(string library) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="{library}" />
              </ItemGroup>
            </Project>
            """;

    [GeneratedRegex(
        "dotnet add reference \\S*?serverless/(?<library>\\S+\\.csproj).*?```csharp\n(?<code>.*?)\n```",
        RegexOptions.Singleline
    )]
    private static partial Regex Example();
}
