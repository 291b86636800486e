using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LocalStack.Host;

/// <summary>A method with <c>[Function]</c>: what triggers it, and how it is called. What it returns can only answer a client: this host has no output bindings.</summary>
internal sealed class FunctionEntry : FunctionDefinition
{
    private readonly PropertyInfo? _taskResult;

    private FunctionEntry(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        Retry = method.GetCustomAttribute<RetryAttribute>();
        Parameters = [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];
        InputBindings = ImmutableDictionary<string, BindingMetadata>.Empty.Add(triggerParameter.Name!, new TriggerBinding(triggerParameter.Name!, trigger));
        if (method.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>))
            _taskResult = type.GetProperty(nameof(Task<>.Result));
    }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public RetryAttribute? Retry { get; }

    public override string Id => Name;

    public override string Name { get; }

    public override string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public override string PathToAssembly => Method.DeclaringType!.Assembly.Location;

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <exception cref="FunctionCatalogException">The method cannot be a function of this host.</exception>
    public static FunctionEntry Of(MethodInfo method, FunctionAttribute attribute)
    {
        var triggers = (
            from parameter in method.GetParameters()
            from trigger in parameter.GetCustomAttributes<TriggerBindingAttribute>()
            select (parameter, trigger)).ToList();
        if (triggers is not [var (triggerParameter, theTrigger)])
            throw new FunctionCatalogException(attribute.Name, method, $"has {triggers.Count} triggers; a function has one");
        return new FunctionEntry(attribute.Name, method, triggerParameter, theTrigger);
    }

    /// <summary>Calls the method and waits for it. As the official generator has it, only a declared <c>Task&lt;T&gt;</c> is looked into.</summary>
    public async Task<object?> CallAsync(object? instance, object?[] arguments)
    {
        var returned = Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        if (returned is not Task task)
            return returned;

        await task.ConfigureAwait(false);
        return _taskResult?.GetValue(task);
    }

    private sealed class TriggerBinding(string name, TriggerBindingAttribute trigger) : BindingMetadata
    {
        public override string Name { get; } = name;

        /// <summary>The attribute's name in camel case: <c>httpTrigger</c>.</summary>
        public override string Type { get; } = JsonNamingPolicy.CamelCase.ConvertName(trigger.GetType().Name[..^nameof(Attribute).Length]);

        public override BindingDirection Direction => BindingDirection.In;
    }
}
