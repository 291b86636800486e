using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Http;

/// <summary>The app's HTTP functions, found by reflection.</summary>
internal sealed class ApiCatalog
{
    private readonly Dictionary<string, ApiFunction> _functions;

    public ApiCatalog(Assembly assembly)
    {
        _functions = (
            from type in assembly.GetTypes()
            where type.IsClass && typeof(IHttpFunction).IsAssignableFrom(type)
            from method in type.GetMethods()
            let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
            let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                .FirstOrDefault(a => a is not null)
            where name is not null && trigger is not null
            select new ApiFunction(name, OperationOf(type), trigger)).ToDictionary(function => function.Name);
        Functions =
            [.. _functions.Values.OrderBy(function => function.Route.Length).ThenBy(function => function.Route, StringComparer.Ordinal)];
    }

    public static ApiCatalog Current { get; } = new(typeof(ApiCatalog).Assembly);

    /// <summary>The functions, sorted by the length of the route, then ordinally by route.</summary>
    public IReadOnlyList<ApiFunction> Functions { get; }

    public ApiFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>
    /// Returns the methods that <paramref name="path"/> (without the route prefix) supports; an empty list if the path does not exist.
    /// </summary>
    public IReadOnlyList<string> MethodsOf(string path)
    {
        var methods = Functions.Where(function => function.Matches(path)).SelectMany(function => function.Methods).ToList();
        return methods.Count == 0 ? [] : [.. methods.Append(HttpMethods.Options).Distinct().Order(StringComparer.Ordinal)];
    }

    private static Operation OperationOf(Type type)
    {
        var map = type.GetInterfaceMap(typeof(IHttpFunction));
        return (Operation)map.TargetMethods.Single().Invoke(null, null)!;
    }
}

/// <summary>An HTTP function: its declaration and the route of its trigger.</summary>
internal sealed class ApiFunction
{
    private readonly TemplateMatcher _matcher;

    public ApiFunction(string name, Operation operation, HttpTriggerAttribute trigger)
    {
        Name = name;
        Operation = operation;
        Route = trigger.Route ?? name;
        Methods = [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())];
        IsAnonymous = trigger.AuthLevel == AuthorizationLevel.Anonymous;
        _matcher = new TemplateMatcher(TemplateParser.Parse(Route), []);
    }

    public string Name { get; }

    public Operation Operation { get; }

    /// <summary>The route without the prefix that host.json adds to all routes.</summary>
    public string Route { get; }

    public IReadOnlyList<string> Methods { get; }

    public bool IsAnonymous { get; }

    /// <summary>
    /// Whether the route matches a decoded path. The constructor of <see cref="PathString"/> is used because a conversion from a string
    /// would decode the path again, and would fail for some decoded characters.
    /// </summary>
    public bool Matches(string path) => _matcher.TryMatch(new PathString("/" + path), new RouteValueDictionary());
}
