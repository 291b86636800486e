using System.Collections;
using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Tests.Support;

/// <summary>The context that the worker passes to functions and middleware.</summary>
internal sealed class TestFunctionContext(
    IReadOnlyDictionary<string, object?>? bindingData = null, CancellationToken cancellationToken = default)
    : FunctionContext
{
    public override string InvocationId => "invocation-1";

    public override string FunctionId => "function-1";

    public override TraceContext TraceContext { get; } = new TestTrace();

    public override BindingContext BindingContext { get; } = new TestBindingContext(
        bindingData ?? ImmutableDictionary<string, object?>.Empty);

    /// <summary>The retry context, which is <c>null</c>, as for a function without a retry policy.</summary>
    public override RetryContext RetryContext => null!;

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition { get; } = new TestFunctionDefinition();

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new TestInvocationFeatures();

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    private sealed class TestTrace : TraceContext
    {
        public override string TraceParent => "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        public override string TraceState => "";
    }

    /// <summary>Creates the context for an invocation by the Event Hubs trigger for <paramref name="partitionId"/>.</summary>
    public static TestFunctionContext ForPartition(string partitionId, CancellationToken cancellationToken = default) => new(
        new Dictionary<string, object?>
        {
            ["PartitionContext"] =
                "{\"FullyQualifiedNamespace\":\"ns\",\"EventHubName\":\"flight-events\","
                + $"\"ConsumerGroup\":\"ingest\",\"PartitionId\":\"{partitionId}\"}}",
        },
        cancellationToken);

    private sealed class TestBindingContext(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class TestFunctionDefinition : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters => [];

        public override string PathToAssembly => "";

        public override string EntryPoint => "";

        public override string Id => "function-1";

        public override string Name => "TestFunction";

        public override IImmutableDictionary<string, BindingMetadata> InputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    private sealed class TestInvocationFeatures : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
