using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LatamFunctions.Tests.Rules;

/// <summary>
/// What the official analyzers and source generators ask of functions (Worker.Sdk.Analyzers and Worker.Sdk.Generators, named by
/// their diagnostics where they have one). A build with the stand-ins has neither, and some breaches they do not report at all: the
/// function is silently left out.
/// </summary>
internal static class FunctionRules
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Violations(IEnumerable<Type> types)
    {
        var functions = (
            from type in types
            from method in type.GetMethods(All)
            let function = method.GetCustomAttribute<FunctionAttribute>()
            where function is not null
            select (method, function.Name)).ToList();
        var sameNames = functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: several functions have this name, regardless of case (AZFW0017)");
        return [.. functions.SelectMany(function => Violations(function.method).Select(rule => $"{function.Name}: {rule}")), .. sameNames];
    }

    private static IEnumerable<string> Violations(MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (!method.IsPublic)
            yield return "the method is not public: the generator leaves it out";
        if (type.IsNested)
            yield return "the class is nested: the executor cannot find it";
        else if (!type.IsPublic)
            yield return "the class is not public";
        if (type.GetMethods(All).Count(other => other.Name == method.Name) > 1)
            yield return "the method is overloaded: the entry point is its name alone";
        foreach (var rule in ReturnViolations(method).Concat(TriggerViolations(method)))
            yield return rule;
    }

    private static IEnumerable<string> ReturnViolations(MethodInfo method)
    {
        var result = method.ReturnType;
        if (result == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            yield return "the method is async void (AZFW0002)";
        if (result == typeof(ValueTask) || (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            yield return "the method returns a ValueTask, which the generator does not look into";
    }

    private static IEnumerable<string> TriggerViolations(MethodInfo method)
    {
        foreach (var parameter in method.GetParameters().Where(parameter => parameter.GetCustomAttributes<BindingAttribute>().Count() > 1))
            yield return $"the parameter {parameter.Name} has several bindings (AZFW0005)";

        var triggers = (
            from parameter in method.GetParameters()
            from trigger in parameter.GetCustomAttributes<TriggerBindingAttribute>()
            select (parameter, trigger)).ToList();
        if (triggers.Count != 1)
        {
            yield return $"the method has {triggers.Count} triggers";
            yield break;
        }

        var (triggered, attribute) = triggers[0];
        if (method.IsDefined(typeof(Microsoft.Azure.Functions.Worker.RetryAttribute)) && !CanRetry(attribute.GetType()))
            yield return "the trigger takes no retry policy (AZFW0012)";
        if (attribute is ISupportCardinality { Cardinality: Cardinality.Many } && !IsCollection(triggered.ParameterType))
            yield return $"the trigger gives batches, the parameter {triggered.Name} takes one (AZFW0008)";
    }

    private static bool CanRetry(Type trigger) =>
        trigger.GetCustomAttribute<BindingCapabilitiesAttribute>()?.Capabilities.Contains(KnownBindingCapabilities.FunctionLevelRetry) == true;

    private static bool IsCollection(Type type) =>
        type != typeof(string) && type != typeof(byte[]) && typeof(IEnumerable).IsAssignableFrom(type) && !typeof(IDictionary).IsAssignableFrom(type)
        && !type.GetInterfaces().Append(type).Any(@interface => @interface.IsGenericType && @interface.GetGenericTypeDefinition() == typeof(IDictionary<,>));
}
