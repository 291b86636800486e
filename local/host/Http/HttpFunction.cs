using LocalFunctions.Host.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LocalFunctions.Host.Http;

/// <summary>A function that an HTTP request triggers.</summary>
public sealed class HttpFunction
{
    internal HttpFunction(FunctionDefinition definition, FunctionBinding trigger, RoutePattern pattern, AuthorizationLevel level)
    {
        Definition = definition;
        Trigger = trigger;
        Pattern = pattern;
        Level = level;
        Methods = trigger.Property("methods") is { ValueKind: System.Text.Json.JsonValueKind.Array } methods
            ? [.. methods.EnumerateArray().Select(method => method.ToString().ToUpperInvariant())]
            : [];
    }

    public string Name => Definition.Name;

    /// <summary>The route template with the prefix, such as <c>/api/flights/{id}</c>.</summary>
    public string Route => Pattern.RawText!;

    /// <summary>The HTTP methods that the function accepts, in uppercase. The list is empty if the function accepts all methods.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>Whether requests require a key if the host has keys.</summary>
    public bool NeedsKey => Level != AuthorizationLevel.Anonymous;

    internal FunctionDefinition Definition { get; }

    internal FunctionBinding Trigger { get; }

    internal RoutePattern Pattern { get; }

    internal AuthorizationLevel Level { get; }

    /// <exception cref="FormatException">The route or the authorization level is invalid.</exception>
    internal static HttpFunction From(FunctionDefinition definition, FunctionBinding trigger, string routePrefix)
    {
        var route = trigger.Text("route") is { Length: > 0 } template ? template.Trim('/') : definition.Name;
        var level = trigger.Text("authLevel") ?? nameof(AuthorizationLevel.Function);
        if (!Enum.TryParse<AuthorizationLevel>(level, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            throw new FormatException($"the authorization level '{level}' is unknown");
        try
        {
            var pattern = RoutePatternFactory.Parse(routePrefix.Length == 0 ? $"/{route}" : $"/{routePrefix}/{route}");
            return new HttpFunction(definition, trigger, pattern, parsed);
        }
        catch (RoutePatternException e)
        {
            throw new FormatException($"the route '{route}' is invalid: {e.Message}", e);
        }
    }
}
