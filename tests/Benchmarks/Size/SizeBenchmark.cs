using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Functions;
using LocalCloud.Settings;

namespace Benchmarks.Size;

/// <summary>What the native executable's code consists of, by namespace: nm reads its symbols.</summary>
internal static class SizeBenchmark
{
    private const int Shown = 10;

    /// <exception cref="UsageException">There is no nm, or the function cannot be published here.</exception>
    public static async Task RunAsync()
    {
        var package = (await Contestants.NativeAsync(CancellationToken.None)).Package;
        Namespaces namespaces = new(Assemblies(NativeBuild.Arguments(package)));
        Dictionary<string, long> sizes = [];
        await foreach (var (symbol, size) in SymbolsAsync(NativeBuild.Symbols(package).FullName))
        {
            var name = namespaces.Of(symbol);
            sizes[name] = sizes.GetValueOrDefault(name) + size;
        }

        var all = sizes.Values.Sum();
        MarkdownTable table = new("namespace", "KB of code", "share");
        foreach (var (name, size) in sizes.OrderByDescending(item => item.Value).Take(Shown))
        {
            table.AddRow(name, Kilobytes(size), string.Create(CultureInfo.InvariantCulture, $"{100.0 * size / all:0.0} %"));
        }

        table.AddRow("all", Kilobytes(all), "100 %");
        table.Print();
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
}
