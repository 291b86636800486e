using LocalEventHubs.Hubs;
using LocalFunctions.Host;
using LocalFunctions.Host.Http;
using LocalStack.Fleet;
using LocalStack.Kusto;
using LocalStack.Telemetry;

namespace LocalStack.Board;

/// <summary>The parts of a running stack that the board shows.</summary>
/// <param name="Functions">The app's functions.</param>
/// <param name="ApiEndpoint">The root of the HTTP functions, with their route prefix.</param>
/// <param name="Keys">The function keys; null if no function requires one.</param>
/// <param name="FlightEvents">The event hub.</param>
/// <param name="MeasureLag">Measures the consumer lag of the event hub.</param>
/// <param name="KustoEndpoint">The engine, and its page for queries.</param>
/// <param name="Kusto">A client of the database.</param>
/// <param name="Telemetry">Receives the app's metrics.</param>
/// <param name="Dashboard">Null if the stack has none.</param>
/// <param name="Fleet">The simulated systems; null if there is none.</param>
/// <param name="StorageProcessId">The id of Azurite's process; null while it does not run.</param>
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
