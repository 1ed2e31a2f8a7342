using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Functions;
using LocalCloud.Settings;
using Shared;

namespace Benchmarks.Size;

/// <summary>What the native executable's code consists of, by nm, and what needs it, by the compiler's log.</summary>
internal static class SizeBenchmark
{
    private const int Shown = 10;

    // The same executable, with the compiler's log of what needs what.
    private static readonly Publication _withLog = Publication.NativeChat with
    {
        Name = "native-log",
        Options =
        [
            .. Publication.NativeChat.Options,
            "-p:IlcGenerateDgmlFile=true",
            $"-p:CustomAfterMicrosoftCommonTargets={Path.Combine(Checkout.Root, "tests", "Benchmarks", "Size", "FullLog.targets")}",
        ],
    };

    private static readonly Part[] _parts =
    [
        new("AWS's SDK", "AWSSDK_"),
        new("`src/Aws`", "Aws_"),
        new("`src/Chat`", "bootstrap_Chat"),
        new("`src/Llama`", "Llama_"),
        new("Polly", "Polly_"),
        new("System.Linq", "System_Linq"),
        new("System.Net.Http", "System_Net_Http"),
        new("System.Net.Security (TLS)", "System_Net_Security"),
        new("System.Security.Cryptography", "System_Security_Cryptography"),
        new("System.Text.Json", "System_Text_Json"),
        new("System.Text.RegularExpressions", "System_Text_RegularExpressions"),
    ];

    /// <exception cref="UsageException">There is no nm, or the function cannot be published here.</exception>
    public static async Task RunAsync()
    {
        var package = await Contestants.PublishAsync(_withLog, CancellationToken.None);
        Dictionary<string, long> sizes = [];
        await foreach (var (symbol, size) in SymbolsAsync(NativeBuild.Symbols(package).FullName))
        {
            sizes[symbol] = sizes.GetValueOrDefault(symbol) + size;
        }

        PrintNamespaces(sizes, new(Assemblies(NativeBuild.Arguments(package))));
        PrintParts(sizes, new(NativeBuild.Log(package)));
    }

    private static void PrintNamespaces(Dictionary<string, long> sizes, Namespaces namespaces)
    {
        var all = sizes.Values.Sum();
        MarkdownTable table = new("namespace", "KB of code", "share");
        foreach (
            var (name, size) in sizes
                .GroupBy(item => namespaces.Of(item.Key), item => item.Value)
                .Select(item => (item.Key, item.Sum()))
                .OrderByDescending(item => item.Item2)
                .Take(Shown)
        )
        {
            table.AddRow(name, Kilobytes(size), string.Create(CultureInfo.InvariantCulture, $"{100.0 * size / all:0.0} %"));
        }

        table.AddRow("all", Kilobytes(all), "100 %");
        table.Print();
    }

    private static void PrintParts(Dictionary<string, long> sizes, CompilerLog log)
    {
        var all = Sum(log.Without(_ => false));
        MarkdownTable table = new("without", "KB of code less", "of it its own");
        foreach (
            var (name, less, own) in _parts
                .Select(part => (part.Name, all - Sum(log.Without(part.Has)), Sum(sizes.Keys.Where(part.Has))))
                .OrderByDescending(part => part.Item2)
        )
        {
            table.AddRow(name, Kilobytes(less), Kilobytes(own));
        }

        table.Print();

        long Sum(IEnumerable<string> symbols) => symbols.Sum(symbol => sizes.GetValueOrDefault(symbol));
    }

    // The native compiler's arguments: "-r:" and an assembly, or the program's own by its place in the project's folder.
    private static IEnumerable<string> Assemblies(FileInfo arguments) =>
        File.ReadLines(arguments.FullName)
            .Where(line => line.EndsWith(".dll", StringComparison.Ordinal))
            .Select(line => Path.Combine(Checkout.Root, "src", "Chat", line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]))
            .Where(File.Exists);

    private static string Kilobytes(long bytes) => (bytes / 1024).ToString("N0", CultureInfo.InvariantCulture);

    // "address size type name", the sizes in hexadecimal; t and T are code.
    private static async IAsyncEnumerable<(string Symbol, long Size)> SymbolsAsync(string file)
    {
        using var nm = Start(file);
        while (await nm.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ', 4) is [_, var size, "t" or "T", var symbol])
            {
                yield return (symbol, long.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }

        await nm.WaitForExitAsync();
    }

    private static Process Start(string file)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("nm", ["-S", file]) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new UsageException("nm cannot be started: on Debian, it is in binutils.", missing);
        }
    }

    /// <summary>A part of the executable.</summary>
    /// <param name="Name">Its row.</param>
    /// <param name="Mark">What the names of its code, and of other code for its types, contain.</param>
    private sealed record Part(string Name, string Mark)
    {
        public bool Has(string symbol) => symbol.Contains(Mark, StringComparison.Ordinal);
    }
}
