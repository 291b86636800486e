using System.Collections;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace LocalStack.Host;

/// <summary>
/// One call of a function, with a service scope of its own that lasts until the answer has been written.
/// </summary>
internal sealed class Invocation : FunctionContext, IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly FunctionEntry _function;

    public Invocation(
        IServiceProvider services,
        FunctionEntry function,
        IReadOnlyDictionary<string, object?> bindingData,
        RetryContext? retry,
        CancellationToken cancellationToken)
    {
        _scope = services.CreateAsyncScope();
        _function = function;
        InstanceServices = _scope.ServiceProvider;
        BindingContext = new Bindings(bindingData);

        // The official worker gives null where there is no retry policy, against its own annotation.
        RetryContext = retry!;
        CancellationToken = cancellationToken;
    }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => _function.Id;

    public override TraceContext TraceContext { get; } = new Trace();

    public override BindingContext BindingContext { get; }

    public override RetryContext RetryContext { get; }

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => _function;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeatureCollection();

    public override CancellationToken CancellationToken { get; }

    /// <summary>Sends this through the app's middleware to the function.</summary>
    /// <param name="bind">Gives the argument for a parameter.</param>
    /// <returns>What the function returned; null if a middleware kept the call to itself.</returns>
    public async Task<object?> RunAsync(Func<ParameterInfo, object?> bind)
    {
        object? returned = null;
        Features.Set<FunctionExecutionDelegate>(async context =>
        {
            var method = _function.Method;
            var instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(context.InstanceServices, method.DeclaringType!);
            var arguments = Array.ConvertAll(method.GetParameters(), parameter => Argument(parameter, bind));
            returned = await _function.CallAsync(instance, arguments).ConfigureAwait(false);
        });
        await InstanceServices.GetRequiredService<FunctionExecutionDelegate>()(this).ConfigureAwait(false);
        return returned;
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private object? Argument(ParameterInfo parameter, Func<ParameterInfo, object?> bind)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
            return this;
        return parameter.ParameterType == typeof(CancellationToken) ? CancellationToken : bind(parameter);
    }

    private sealed class Bindings(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = data;
    }

    private sealed class Trace : TraceContext
    {
        public override string TraceParent { get; } =
            Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
                ? id
                : $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";

        public override string TraceState { get; } = Activity.Current?.TraceStateString ?? "";
    }

    private sealed class FeatureCollection : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
