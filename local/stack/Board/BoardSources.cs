using LocalEventHubs.Hubs;
using LocalFunctions.Host;
using LocalFunctions.Host.Http;
using LocalStack.Fleet;
using LocalStack.Kusto;
using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>The components of a running stack that the board shows.</summary>
/// <param name="Functions">The app's functions.</param>
/// <param name="ApiEndpoint">The root of the HTTP functions, with their route prefix.</param>
/// <param name="Keys">The function keys, or <c>null</c> if no function requires a key.</param>
/// <param name="FlightEvents">The event hub.</param>
/// <param name="MeasureLag">A function that measures the consumer lag of the event hub.</param>
/// <param name="KustoEndpoint">The address of the engine and of its query page.</param>
/// <param name="Kusto">A client for the database.</param>
/// <param name="Telemetry">The receiver of the app's telemetry.</param>
/// <param name="Dashboard">The Aspire dashboard, or <c>null</c> if the stack has no dashboard.</param>
/// <param name="Fleet">The simulated systems, or <c>null</c> if the stack simulates no systems.</param>
/// <param name="StorageProcessId">A function that returns the id of Azurite's process, or <c>null</c> while Azurite is not running.</param>
internal sealed record BoardSources(
    FunctionsHost Functions,
    Uri ApiEndpoint,
    FunctionKeys? Keys,
    EventHub FlightEvents,
    Func<CancellationToken, Task<IReadOnlyList<LabelledValue>>> MeasureLag,
    Uri KustoEndpoint,
    Func<KustoRestClient> Kusto,
    OtlpReceiver Telemetry,
    AspireDashboard? Dashboard,
    FleetReport? Fleet,
    Func<int?> StorageProcessId);
