using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Host;

/// <summary>What a function gives back: an answer to the client, output bindings, or an object with both.</summary>
internal sealed class FunctionReturn
{
    private readonly PropertyInfo? _taskResult;
    private readonly PropertyInfo? _httpResult;

    private FunctionReturn(PropertyInfo? taskResult, PropertyInfo? httpResult, IReadOnlyList<EventHubOutputBinding> eventHubOutputs)
    {
        _taskResult = taskResult;
        _httpResult = httpResult;
        EventHubOutputs = eventHubOutputs;
    }

    public IReadOnlyList<EventHubOutputBinding> EventHubOutputs { get; }

    /// <summary>As the official generators see it: only <c>Task&lt;T&gt;</c> is unwrapped, and only declared properties are looked at.</summary>
    public static FunctionReturn Of(MethodInfo method)
    {
        var type = method.ReturnType;
        PropertyInfo? taskResult = null;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            taskResult = type.GetProperty(nameof(Task<>.Result));
            type = type.GetGenericArguments()[0];
        }

        var outputs = method.GetCustomAttributes<EventHubOutputAttribute>()
            .Select(attribute => new EventHubOutputBinding("$return", attribute, null))
            .ToList();
        PropertyInfo? httpResult = null;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (property.GetCustomAttribute<HttpResultAttribute>() is not null)
                httpResult = property;
            outputs.AddRange(property.GetCustomAttributes<EventHubOutputAttribute>()
                .Select(attribute => new EventHubOutputBinding(property.Name, attribute, property)));
        }

        return new FunctionReturn(taskResult, httpResult, outputs);
    }

    /// <summary>Waits for an asynchronous function.</summary>
    public async ValueTask<object?> UnwrapAsync(object? returned)
    {
        if (returned is not Task task)
            return returned;

        await task.ConfigureAwait(false);
        return _taskResult?.GetValue(task);
    }

    /// <summary>The part of the returned value that answers the client.</summary>
    public object? HttpResultOf(object? value) =>
        _httpResult is not null && value is not null ? _httpResult.GetValue(value) : EventHubOutputs.Count == 0 ? value : null;
}
