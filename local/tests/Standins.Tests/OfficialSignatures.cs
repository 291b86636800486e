namespace Standins.Tests;

/// <summary>
/// What of the official assemblies the stand-ins offer, in the official words. A line of a type is added when the stand-in gets it,
/// from the package's own source or API listing at the version named here, never from the stand-in.
/// </summary>
internal static class OfficialSignatures
{
    /// <summary>Microsoft.Azure.Functions.Worker 2.52.0, with Worker.Core 2.52.0 and Worker.Extensions.Abstractions 1.3.0: source of that tag.</summary>
    public const string Worker = """
        Microsoft.Extensions.Hosting.MiddlewareWorkerApplicationBuilderExtensions
            public static class
            public static IFunctionsWorkerApplicationBuilder UseMiddleware<T>(this IFunctionsWorkerApplicationBuilder builder) where T : class, IFunctionsWorkerMiddleware
        Microsoft.Azure.Functions.Worker.BindingContext
            public abstract class
            protected BindingContext()
            public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
        Microsoft.Azure.Functions.Worker.BindingDirection
            public enum
            In = 0
            Out = 1
        Microsoft.Azure.Functions.Worker.BindingMetadata
            public abstract class
            protected BindingMetadata()
            public abstract string Name { get; }
            public abstract string Type { get; }
            public abstract BindingDirection Direction { get; }
        Microsoft.Azure.Functions.Worker.FunctionContext
            public abstract class
            protected FunctionContext()
            public abstract string InvocationId { get; }
            public abstract string FunctionId { get; }
            public abstract TraceContext TraceContext { get; }
            public abstract BindingContext BindingContext { get; }
            public abstract RetryContext RetryContext { get; }
            public abstract IServiceProvider InstanceServices { get; set; }
            public abstract FunctionDefinition FunctionDefinition { get; }
            public abstract IDictionary<object, object> Items { get; set; }
            public abstract IInvocationFeatures Features { get; }
            public virtual CancellationToken CancellationToken { get; }
        Microsoft.Azure.Functions.Worker.FunctionDefinition
            public abstract class
            protected FunctionDefinition()
            public abstract ImmutableArray<FunctionParameter> Parameters { get; }
            public abstract string PathToAssembly { get; }
            public abstract string EntryPoint { get; }
            public abstract string Id { get; }
            public abstract string Name { get; }
            public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }
            public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
        Microsoft.Azure.Functions.Worker.FunctionParameter
            public class
            public FunctionParameter(string name, Type type)
            public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue)
            public FunctionParameter(string name, Type type, IReadOnlyDictionary<string, object> properties)
            public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue, IReadOnlyDictionary<string, object> properties)
            public string Name { get; }
            public Type Type { get; }
            public bool HasDefaultValue { get; }
            public bool IsReferenceOrNullableType { get; }
            public object? DefaultValue { get; }
            public IReadOnlyDictionary<string, object> Properties { get; }
        Microsoft.Azure.Functions.Worker.IInvocationFeatures
            public interface : IEnumerable<KeyValuePair<Type, object>>
            void Set<T>(T instance)
            T Get<T>()
        Microsoft.Azure.Functions.Worker.RetryContext
            public abstract class
            protected RetryContext()
            public abstract int RetryCount { get; }
            public abstract int MaxRetryCount { get; }
        Microsoft.Azure.Functions.Worker.TraceContext
            public abstract class
            protected TraceContext()
            public abstract string TraceParent { get; }
            public abstract string TraceState { get; }
            public virtual IReadOnlyDictionary<string, string> Attributes { get; }
            public virtual IReadOnlyDictionary<string, string> Baggage { get; }
        Microsoft.Azure.Functions.Worker.FunctionAttribute
            [AttributeUsage(Method)] public class : Attribute
            public FunctionAttribute(string name)
            public string Name { get; }
        Microsoft.Azure.Functions.Worker.IFunctionsWorkerApplicationBuilder
            public interface
            IServiceCollection Services { get; }
            IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
        Microsoft.Azure.Functions.Worker.ExponentialBackoffRetryAttribute
            public sealed class : RetryAttribute
            public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
            public string MinimumInterval { get; }
            public string MaximumInterval { get; }
        Microsoft.Azure.Functions.Worker.FixedDelayRetryAttribute
            public sealed class : RetryAttribute
            public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
            public string DelayInterval { get; }
        Microsoft.Azure.Functions.Worker.RetryAttribute
            [AttributeUsage(Method)] public abstract class : Attribute
            public RetryAttribute()
            public int MaxRetryCount { get; set; }
        Microsoft.Azure.Functions.Worker.Middleware.FunctionExecutionDelegate
            public delegate Task Invoke(FunctionContext context)
        Microsoft.Azure.Functions.Worker.Middleware.IFunctionsWorkerMiddleware
            public interface
            Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        Microsoft.Azure.Functions.Worker.Builder.FunctionsApplication
            public class
            public FunctionsApplication()
            public static FunctionsApplicationBuilder CreateBuilder(string[] args)
        Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder
            public class : IFunctionsWorkerApplicationBuilder, IHostApplicationBuilder
            public IDictionary<object, object> Properties { get; }
            public ConfigurationManager Configuration { get; }
            public IHostEnvironment Environment { get; }
            public ILoggingBuilder Logging { get; }
            public IMetricsBuilder Metrics { get; }
            public IServiceCollection Services { get; }
            public IHost Build()
            public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
            public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.BindingAttribute
            [AttributeUsage(Method)] public abstract class : Attribute
            public BindingAttribute()
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.BindingCapabilitiesAttribute
            [AttributeUsage(Class)] public sealed class : Attribute
            public BindingCapabilitiesAttribute(params string[] capabilities)
            public string[] Capabilities { get; }
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.Cardinality
            public enum
            Many = 0
            One = 1
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.DefaultValueAttribute
            [AttributeUsage(Property)] public class : Attribute
            public DefaultValueAttribute(string stringDefault)
            public DefaultValueAttribute(bool boolDefault)
            public string? DefaultStringValue { get; }
            public bool? DefaultBoolValue { get; }
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.ISupportCardinality
            public interface
            Cardinality Cardinality { get; set; }
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.KnownBindingCapabilities
            public static class
            public const string FunctionLevelRetry = "FunctionLevelRetry"
        Microsoft.Azure.Functions.Worker.Extensions.Abstractions.TriggerBindingAttribute
            [AttributeUsage(Parameter)] public abstract class : BindingAttribute
            public TriggerBindingAttribute()
        """;

    /// <summary>Microsoft.Azure.Functions.Worker.Extensions.EventHubs 6.5.0: source of that tag.</summary>
    public const string WorkerEventHubs = """
        Microsoft.Azure.Functions.Worker.EventHubTriggerAttribute
            public sealed class : TriggerBindingAttribute, ISupportCardinality
            public EventHubTriggerAttribute(string eventHubName)
            public string EventHubName { get; }
            public string? ConsumerGroup { get; set; }
            public string? Connection { get; set; }
            public bool IsBatched { get; set; }
        """;

    /// <summary>Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore 2.1.1, with Extensions.Http 3.3.0: source of those tags.</summary>
    public const string WorkerHttp = """
        Microsoft.Azure.Functions.Worker.AuthorizationLevel
            public enum
            Anonymous = 0
            User = 1
            Function = 2
            System = 3
            Admin = 4
        Microsoft.Azure.Functions.Worker.FunctionContextExtensions
            public static class
            public static HttpContext? GetHttpContext(this FunctionContext context)
        Microsoft.Azure.Functions.Worker.HttpTriggerAttribute
            public sealed class : TriggerBindingAttribute
            public HttpTriggerAttribute()
            public HttpTriggerAttribute(params string[] methods)
            public HttpTriggerAttribute(AuthorizationLevel authLevel)
            public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
            public string? Route { get; set; }
            public string[]? Methods { get; }
            public AuthorizationLevel AuthLevel { get; }
        Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilderAspNetCoreExtensions
            public static class
            public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
        """;

    /// <summary>Microsoft.Azure.Functions.Worker.ApplicationInsights 2.51.0: source of that tag.</summary>
    public const string WorkerApplicationInsights = """
        Microsoft.Azure.Functions.Worker.FunctionsApplicationInsightsExtensions
            public static class
            public static IServiceCollection ConfigureFunctionsApplicationInsights(this IServiceCollection services)
        """;

    /// <summary>Azure.Messaging.EventHubs 5.12: API listing (api/Azure.Messaging.EventHubs.net10.0.cs), which has no nullable annotations.</summary>
    public const string EventHubs = """
        Azure.Messaging.EventHubs.EventData
            public class : MessageContent
            public EventData()
            public EventData(BinaryData eventBody)
            public EventData(ReadOnlyMemory<byte> eventBody)
            public EventData(string eventBody)
            protected EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, long sequenceNumber = long.MinValue, string offsetString = null, DateTimeOffset enqueuedTime = default, string partitionKey = null)
            [Obsolete] protected EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, long sequenceNumber = long.MinValue, long offset = long.MinValue, DateTimeOffset enqueuedTime = default, string partitionKey = null)
            public BinaryData EventBody { get; set; }
            public ReadOnlyMemory<byte> Body { get; }
            public override BinaryData Data { get; set; }
            public string ContentType { get; set; }
            public string MessageId { get; set; }
            public string CorrelationId { get; set; }
            public IDictionary<string, object> Properties { get; }
            public IReadOnlyDictionary<string, object> SystemProperties { get; }
            public long SequenceNumber { get; }
            public string OffsetString { get; }
            [Obsolete] public long Offset { get; }
            public DateTimeOffset EnqueuedTime { get; }
            public string PartitionKey { get; }
            protected override ContentType? ContentTypeCore { get; set; }
        Azure.Messaging.EventHubs.EventHubsModelFactory
            public static class
            public static EventData EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, string partitionKey = null, long sequenceNumber = long.MinValue, string offsetString = null, DateTimeOffset enqueuedTime = default)
            [Obsolete] public static EventData EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, string partitionKey = null, long sequenceNumber = long.MinValue, long offset = long.MinValue, DateTimeOffset enqueuedTime = default)
        Azure.Messaging.EventHubs.EventHubsException
            public class : Exception
            public EventHubsException(bool isTransient, string eventHubName, string message)
            public EventHubsException(bool isTransient, string eventHubName, string message, Exception innerException)
            public bool IsTransient { get; }
            public string EventHubName { get; }
        Azure.Messaging.EventHubs.EventHubsRetryOptions
            public class
            public EventHubsRetryOptions()
            public int MaximumRetries { get; set; }
            public TimeSpan Delay { get; set; }
            public TimeSpan TryTimeout { get; set; }
        Azure.Messaging.EventHubs.Producer.EventHubProducerClient
            public class : IAsyncDisposable
            protected EventHubProducerClient()
            public EventHubProducerClient(string connectionString, string eventHubName, EventHubProducerClientOptions clientOptions)
            public EventHubProducerClient(string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubProducerClientOptions clientOptions = null)
            public string EventHubName { get; }
            public string FullyQualifiedNamespace { get; }
            public virtual Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default)
            public virtual ValueTask DisposeAsync()
        Azure.Messaging.EventHubs.Producer.EventHubProducerClientOptions
            public class
            public EventHubProducerClientOptions()
            public EventHubsRetryOptions RetryOptions { get; set; }
        Azure.Messaging.EventHubs.Producer.SendEventOptions
            public class
            public SendEventOptions()
            public string PartitionId { get; set; }
            public string PartitionKey { get; set; }
        """;

    /// <summary>Azure.Data.Tables 12.11: API listing (api/Azure.Data.Tables.net10.0.cs), which has no nullable annotations.</summary>
    public const string Tables = """
        Azure.Data.Tables.ITableEntity
            public interface
            string PartitionKey { get; set; }
            string RowKey { get; set; }
            DateTimeOffset? Timestamp { get; set; }
            ETag ETag { get; set; }
        Azure.Data.Tables.TableClient
            public class
            public TableClient(string connectionString, string tableName)
            public TableClient(string connectionString, string tableName, TableClientOptions options = null)
            public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
            public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
            public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null)
            protected TableClient()
            public virtual string Name { get; }
            public static string CreateQueryFilter(FormattableString filter)
            public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
            public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) where T : ITableEntity
            public virtual Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) where T : ITableEntity
            public virtual Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) where T : ITableEntity
            public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
            public virtual Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
            public virtual Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default) where T : class, ITableEntity
            public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default) where T : class, ITableEntity
            public virtual AsyncPageable<T> QueryAsync<T>(string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default) where T : class, ITableEntity
            public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
        Azure.Data.Tables.TableClientOptions
            public class : ClientOptions
            public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06)
        Azure.Data.Tables.TableEntity
            public sealed class : IDictionary<string, object>, ITableEntity
            public TableEntity()
            public TableEntity(string partitionKey, string rowKey)
            public TableEntity(IDictionary<string, object> values)
            public string PartitionKey { get; set; }
            public string RowKey { get; set; }
            public DateTimeOffset? Timestamp { get; set; }
            public ETag ETag { get; set; }
            public ICollection<string> Keys { get; }
            public int Count { get; }
            public object this[string key] { get; set; }
            public void Add(string key, object value)
            public void Clear()
            public bool ContainsKey(string key)
            public bool Remove(string key)
            public bool TryGetValue(string key, out object value)
            public string GetString(string key)
            public byte[] GetBinary(string key)
            public bool? GetBoolean(string key)
            public DateTimeOffset? GetDateTimeOffset(string key)
            public double? GetDouble(string key)
            public Guid? GetGuid(string key)
            public int? GetInt32(string key)
            public long? GetInt64(string key)
        Azure.Data.Tables.TableServiceClient
            public class
            public TableServiceClient(string connectionString)
            public TableServiceClient(string connectionString, TableClientOptions options = null)
            public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null)
            public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
            public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options)
            protected TableServiceClient()
            public virtual TableClient GetTableClient(string tableName)
            public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default)
        Azure.Data.Tables.TableSharedKeyCredential
            public class
            public TableSharedKeyCredential(string accountName, string accountKey)
            public string AccountName { get; }
            public void SetAccountKey(string accountKey)
        Azure.Data.Tables.TableTransactionAction
            public class
            public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
            public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
            public TableTransactionActionType ActionType { get; }
            public ITableEntity Entity { get; }
            public ETag ETag { get; }
        Azure.Data.Tables.TableTransactionActionType
            public enum
            Add = 0
            UpdateMerge = 1
            UpdateReplace = 2
            Delete = 3
            UpsertMerge = 4
            UpsertReplace = 5
        Azure.Data.Tables.TableTransactionFailedException
            public class : RequestFailedException
            public TableTransactionFailedException(RequestFailedException requestFailedException)
            public int? FailedTransactionActionIndex { get; }
        Azure.Data.Tables.TableUpdateMode
            public enum
            Merge = 0
            Replace = 1
        Azure.Data.Tables.Models.TableErrorCode
            public readonly struct : IEquatable<TableErrorCode>
            public TableErrorCode(string value)
            public static TableErrorCode EntityAlreadyExists { get; }
            public static TableErrorCode EntityNotFound { get; }
            public static TableErrorCode EntityTooLarge { get; }
            public static TableErrorCode PropertyValueTooLarge { get; }
            public static TableErrorCode ResourceNotFound { get; }
            public static TableErrorCode TableAlreadyExists { get; }
            public static TableErrorCode TableBeingDeleted { get; }
            public static TableErrorCode TableNotFound { get; }
            public static TableErrorCode UpdateConditionNotSatisfied { get; }
            public static bool op_Equality(TableErrorCode left, TableErrorCode right)
            public static bool op_Inequality(TableErrorCode left, TableErrorCode right)
            public static bool op_Equality(TableErrorCode code, string value)
            public static bool op_Inequality(TableErrorCode code, string value)
            public static bool op_Equality(string value, TableErrorCode code)
            public static bool op_Inequality(string value, TableErrorCode code)
            public static TableErrorCode op_Implicit(string value)
            public bool Equals(TableErrorCode other)
        Azure.Data.Tables.Models.TableItem
            public class
            public TableItem(string name)
            public string Name { get; }
        Azure.Data.Tables.TableClientOptions+ServiceVersion
            public enum
            V2019_02_02 = 1
            V2020_12_06 = 2
        """;
}
