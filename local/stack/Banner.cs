using LocalFunctions.Host.Http;
using LocalStack.Cli;
using LocalStack.Configuration;

namespace LocalStack;

/// <summary>Prints the endpoints and connection strings of a started stack, and three example commands.</summary>
internal static class Banner
{
    public static void Write(Terminal terminal, LocalStackHost stack)
    {
        var key = stack.FunctionKey is { } value ? $" -H '{FunctionKeys.Header}: {value}'" : "";
        var token = stack.KustoToken is { } secret ? $" -H 'Authorization: Bearer {secret}'" : "";
        var access = stack.KustoToken is { } parameter ? $"?token={parameter}" : "";
        var (hub, database, azurite) = (stack.FlightEvents, ResourceNames.Database, stack.Azurite);
        var example = ExampleEvent(TimeProvider.System.GetUtcNow());
        var query = $$"""{"db":"{{database}}","csl":"FlightEvents | summarize count() by EventType"}""";
        terminal.WriteLine(
            $$"""

            LatamFunctions started in {{stack.StartDuration.TotalSeconds:N1}} s. Its data is in {{stack.DataDirectory}}.

              board        {{stack.BoardEndpoint}}{{Code(stack)}}   live board
            {{Fleet(stack)}}{{Dashboard(stack)}}  functions    {{stack.ApiEndpoint}}   API reference: {{stack.ApiEndpoint}}docs
              Event Hubs   {{stack.EventHubsEndpoint}}   REST send API, hub {{ResourceNames.EventHub}}, {{hub.Partitions.Count}} partitions
              Kusto        {{stack.KustoEndpoint}}{{access}}   database {{database}}
              storage      {{azurite.TableEndpoint}}   Azurite's tables; blobs {{azurite.Ports.Blobs}}, queues {{azurite.Ports.Queues}}

            Connection strings
              Event Hubs   {{stack.EventHubsConnectionString}}
                           over TLS, for clients that require it (Python): {{stack.EventHubsTlsConnectionString}}
                           with the certificate {{stack.EventHubsCertificatePath}}
              Kusto        Data Source={{stack.KustoEndpoint}};Initial Catalog={{database}}
              storage      {{stack.StorageConnectionString}}

            {{Keys(stack)}}Try
              curl{{key}} {{stack.ApiEndpoint}}events -H 'Content-Type: application/json' -d '{{example}}'
              curl{{key}} '{{stack.ApiEndpoint}}flights?origin=SCL&limit=3'
              curl{{token}} {{stack.KustoEndpoint}}v1/rest/query -H 'Content-Type: application/json' -d '{{query}}'

            Ctrl-C stops it.
            """);
    }

    private static string Code(LocalStackHost stack) => stack.FunctionKey is { } key ? $"?code={key}" : "";

    private static string Fleet(LocalStackHost stack) =>
        stack.FleetPage is { } page ? $"  fleet        {page}{Code(stack)}   the simulated systems\n" : "";

    private static string Dashboard(LocalStackHost stack) =>
        stack.Dashboard is { } dashboard ? $"  traces       {dashboard.Page}   the Aspire dashboard\n" : "";

    /// <summary>Returns one key of each kind if the stack has keys.</summary>
    private static string Keys(LocalStackHost stack) => stack.ApiKeys.Count == 0
        ? ""
        : $"Keys\n{string.Concat(stack.ApiKeys.Select(key => $"  {key.Key,-12} {key.Value}\n"))}\n";

    private static string ExampleEvent(DateTimeOffset now) =>
        $$"""
        {"eventId":"hello-1","eventType":"FlightDelayed","occurredAt":"{{now:yyyy-MM-ddTHH:mm:ss}}Z","airline":"LA","flightNumber":"2368",
        "origin":"SCL","destination":"LIM","scheduledDeparture":"{{now:yyyy-MM-dd}}T18:30:00Z","delayMinutes":25}
        """.ReplaceLineEndings("");
}
