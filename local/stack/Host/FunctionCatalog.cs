using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Host;

/// <summary>Finds an app's functions by reflection, as the official source generator finds them in its code.</summary>
internal static class FunctionCatalog
{
    /// <exception cref="FunctionCatalogException">One of them cannot run here; the message says which and why.</exception>
    public static IReadOnlyList<FunctionEntry> Find(Assembly app)
    {
        var functions = (
            from type in app.GetExportedTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            let attribute = method.GetCustomAttribute<FunctionAttribute>()
            where attribute is not null
            orderby attribute.Name
            select FunctionEntry.Of(method, attribute)).ToList();

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var function in functions.Where(function => !names.Add(function.Name)))
            throw new FunctionCatalogException(function.Name, function.Method, "has a name that another function has");
        return functions;
    }
}
