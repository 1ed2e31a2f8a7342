using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Benchmarks.Size;

/// <summary>The namespaces of an executable's assemblies, found by the names that the native compiler gives to methods.</summary>
internal sealed class Namespaces
{
    private const string Rest = "the runtime, the C libraries and what has no namespace";

    // "Assembly_Name_Name_Space", with an underscore for everything else than letters and digits.
    private readonly Dictionary<string, string> _byPrefix = [];

    public Namespaces(IEnumerable<string> assemblies)
    {
        foreach (var file in assemblies)
        {
            using PEReader pe = new(File.OpenRead(file));
            var reader = pe.GetMetadataReader();

            // The compiler shortens System.Private to S.P.
            var assembly = reader
                .GetString(reader.GetAssemblyDefinition().Name)
                .Replace("System.Private.", "S.P.", StringComparison.Ordinal);
            foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
            {
                var name = reader.GetString(type.Namespace);
                _byPrefix[Mangled($"{assembly}.{name}")] = name.Length > 0 ? name : assembly;
            }
        }
    }

    /// <summary>The namespace of a method.</summary>
    /// <param name="symbol"><c>Assembly_Name_Space_Type__Method</c>.</param>
    public string Of(string symbol)
    {
        var name = symbol.Split("__", 2)[0];
        for (var end = name.Length; end > 0; end = name.LastIndexOf('_', end - 1))
        {
            if (_byPrefix.TryGetValue(name[..end], out var found))
            {
                return found;
            }
        }

        return Rest;
    }

    private static string Mangled(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
