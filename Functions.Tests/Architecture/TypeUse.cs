namespace LatamFunctions.Tests.Architecture;

/// <summary>The use of a type or a namespace in a file of the project that declares it. A namespace is used in a using directive.</summary>
/// <param name="File">The file that uses the type or the namespace.</param>
/// <param name="Name">The full name of the type or the namespace.</param>
/// <param name="DeclaringFile">The file that declares the type, or any file of the namespace.</param>
internal sealed record TypeUse(string File, string Name, string DeclaringFile)
{
    /// <summary>
    /// Finds the uses in the files of a project. A type requires no using directive in its own namespace or in nested namespaces.
    /// </summary>
    public static IReadOnlyList<TypeUse> From(IReadOnlyList<SourceFile> files)
    {
        var namespaces = new Dictionary<string, string>();
        var types = new Dictionary<string, string>();
        foreach (var file in files.Where(file => file.Types.Count > 0))
        {
            namespaces.TryAdd(file.Namespace, file.Path);
            foreach (var type in file.Types)
                types.TryAdd(Join(file.Namespace, type), file.Path);
        }

        return [.. files.SelectMany(Find).Distinct()];

        IEnumerable<TypeUse> Find(SourceFile file)
        {
            var usings = file.Usings.ToList();
            foreach (var name in usings)
            {
                if (types.TryGetValue(name, out var declaring) || namespaces.TryGetValue(name, out declaring))
                    yield return new TypeUse(file.Path, name, declaring);
            }

            string[] scopes = [.. Enclosing(file.Namespace), .. usings];
            foreach (var names in file.Names())
            {
                if (Resolve(scopes, names) is { } type)
                    yield return new TypeUse(file.Path, type, types[type]);
            }
        }

        string? Resolve(string[] scopes, IReadOnlyList<string> names) =>
            scopes.SelectMany(scope => Enumerable.Range(1, names.Count).Select(count => Join(scope, string.Join('.', names.Take(count)))))
                .FirstOrDefault(types.ContainsKey);
    }

    /// <summary>Returns a namespace and its enclosing namespaces, up to the global namespace.</summary>
    private static IEnumerable<string> Enclosing(string name)
    {
        for (; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
            yield return name;
        yield return "";
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : $"{scope}.{name}";
}
