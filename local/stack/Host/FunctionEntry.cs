using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LocalStack.Host;

/// <summary>A method with <c>[Function]</c>: what triggers it, what it returns, and how it is called.</summary>
internal sealed class FunctionEntry : FunctionDefinition
{
    private FunctionEntry(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        Retry = method.GetCustomAttribute<RetryAttribute>();
        Return = FunctionReturn.Of(method);
        Parameters = [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];
        InputBindings = ImmutableDictionary<string, BindingMetadata>.Empty.Add(
            triggerParameter.Name!, new Binding(triggerParameter.Name!, Binding.TypeOf(trigger), BindingDirection.In));
        OutputBindings = Return.EventHubOutputs.ToImmutableDictionary(
            output => output.Name, BindingMetadata (output) => new Binding(output.Name, Binding.TypeOf(output.Attribute), BindingDirection.Out));
    }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public RetryAttribute? Retry { get; }

    public FunctionReturn Return { get; }

    public override string Id => Name;

    public override string Name { get; }

    public override string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public override string PathToAssembly => Method.DeclaringType!.Assembly.Location;

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

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

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name { get; } = name;

        public override string Type { get; } = type;

        public override BindingDirection Direction { get; } = direction;

        /// <summary>Binding types are the attributes' names in camel case: <c>httpTrigger</c>.</summary>
        public static string TypeOf(Attribute attribute)
        {
            var name = attribute.GetType().Name[..^nameof(Attribute).Length];
            return char.ToLowerInvariant(name[0]) + name[1..];
        }
    }
}
