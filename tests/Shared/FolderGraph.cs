using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Shared;

/// <summary>Which folders of a project use which others, by its compiled code. Constants are not seen: the compiler copies them.</summary>
internal sealed partial class FolderGraph
{
    /// <summary>The folder of files that lie in the project's root.</summary>
    public const string Root = "(root)";

    private readonly Dictionary<string, string> _folders;
    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];

    private FolderGraph(Dictionary<string, string> folders) => _folders = folders;

    /// <param name="assembly">The compiled project.</param>
    /// <param name="sources">The project's folder.</param>
    /// <param name="elsewhere">Types that count as another folder's than their file's, by name; null for types that are not
    /// checked.</param>
    public static FolderGraph Of(string assembly, string sources, IReadOnlyDictionary<string, string?>? elsewhere = null)
    {
        FolderGraph graph = new(FoldersOf(sources));
        foreach (var (type, folder) in elsewhere ?? new Dictionary<string, string?>())
        {
            var name = graph._folders.Keys.Single(name => name.EndsWith($".{type}", StringComparison.Ordinal));
            graph._folders.Remove(name);
            if (folder is not null)
            {
                graph._folders.Add(name, folder);
            }
        }

        using var module = ModuleDefinition.ReadModule(assembly);
        foreach (var type in module.Types)
        {
            graph.Add(type);
        }

        return graph;
    }

    /// <summary>Every use of a folder that is not on a lower floor, with the types that have it.</summary>
    /// <param name="floors">The floors, the highest first; folders on one floor stand beside each other, separated by a space.</param>
    public IEnumerable<string> Against(params string[] floors)
    {
        var floorOf = floors.SelectMany((floor, number) => floor.Split(' ').Select(folder => (folder, number))).ToDictionary();

        return _uses
            .Where(use => !floorOf.TryGetValue(use.Key.From, out var from) || !floorOf.TryGetValue(use.Key.To, out var to) || from >= to)
            .Select(use => $"{use.Key.From} -> {use.Key.To}: {string.Join(", ", use.Value)}")
            .Order(StringComparer.Ordinal);
    }

    private static Dictionary<string, string> FoldersOf(string sources)
    {
        Dictionary<string, string> folders = [];
        foreach (var file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetDirectoryName(Path.GetRelativePath(sources, file))!.Replace(Path.DirectorySeparatorChar, '/');
            if (folder.Split('/')[0] is "bin" or "obj")
            {
                continue;
            }

            var text = File.ReadAllText(file);
            foreach (Match type in TypeDeclaration().Matches(text))
            {
                folders[$"{Namespace().Match(text).Groups[1].Value}.{type.Groups[1].Value}"] = folder.Length == 0 ? Root : folder;
            }
        }

        return folders;
    }

    private void Add(TypeDefinition type)
    {
        Use(type, type.BaseType);
        Use(type, type.Interfaces.Select(item => item.InterfaceType));
        Use(type, type.CustomAttributes.Select(attribute => attribute.AttributeType));
        Use(type, type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType));
        Use(type, type.Fields.Select(field => field.FieldType));
        foreach (var method in type.Methods)
        {
            Use(type, method);
            Use(type, method.CustomAttributes.Select(attribute => attribute.AttributeType));
            if (method.HasBody)
            {
                Use(type, method.Body.Variables.Select(variable => variable.VariableType));
                Use(type, method.Body.ExceptionHandlers.Select(handler => handler.CatchType));
                foreach (var instruction in method.Body.Instructions)
                {
                    Use(type, instruction.Operand);
                }
            }
        }

        foreach (var nested in type.NestedTypes)
        {
            Add(nested);
        }
    }

    private void Use(TypeDefinition user, IEnumerable<TypeReference?> used)
    {
        foreach (var type in used)
        {
            Use(user, type);
        }
    }

    private void Use(TypeDefinition user, object? used)
    {
        switch (used)
        {
            case GenericInstanceType constructed:
                Use(user, constructed.ElementType);
                Use(user, constructed.GenericArguments);
                break;
            case TypeSpecification specification:
                Use(user, specification.ElementType);
                break;
            case TypeReference type:
                Note(user, type);
                break;
            case MethodReference method:
                Use(user, method.DeclaringType);
                Use(user, method.ReturnType);
                Use(user, method.Parameters.Select(parameter => parameter.ParameterType));
                Use(user, method is GenericInstanceMethod generic ? generic.GenericArguments : []);
                break;
            case FieldReference field:
                Use(user, field.DeclaringType);
                Use(user, field.FieldType);
                break;
        }
    }

    private void Note(TypeDefinition user, TypeReference used)
    {
        if (_folders.TryGetValue(Outermost(user), out var from) && _folders.TryGetValue(Outermost(used), out var to) && from != to)
        {
            if (!_uses.TryGetValue((from, to), out var types))
            {
                types = _uses[(from, to)] = new(StringComparer.Ordinal);
            }

            types.Add($"{Outermost(user).Split('.')[^1]} uses {Outermost(used).Split('.')[^1]}");
        }
    }

    private static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.FullName.Split('`')[0];
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?:public |internal )?(?:(?:sealed|abstract|static|partial|readonly) )*(?:class|record struct|record|struct|enum|interface|delegate [\w<>\[\]?]+) (\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeDeclaration();
}
