using System.Text.Encodings.Web;
using System.Text.Json;
using LocalFunctions.Host.Http;
using LocalStack.Cli;

namespace LocalStack.Demo;

/// <summary>Prints the figures of a demo and some responses from the API.</summary>
internal static class DemoReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(Terminal terminal, DemoTarget stack, DemoResult result, CancellationToken cancellationToken)
    {
        var published = Rate(result.Published, result.PublishTime);
        var stored = $"{result.EndToEndTime.TotalSeconds:N1} s: {Rate(result.StoredEvents, result.EndToEndTime)}";
        terminal.WriteLine(
            $"""

              published      {result.Published,9:N0} events in {result.PublishTime.TotalSeconds:N1} s: {published}
              stored         {result.StoredEvents,9:N0} of them, in {result.StoredRows:N0} rows; end to end {stored}
              dead-lettered  {result.DeadLettered,9:N0}
              lost           {result.Lost,9:N0}
              flights        {result.Flights,9:N0} in the view of latest states, {result.ViewTime.TotalSeconds:N1} s later

            From publish to queryable (send acknowledged until KQL over HTTP finds the row)
              while publishing at full speed, queueing included: {result.UnderLoad}
              one event at a time, at idle: {result.Idle}
            """);

        using var http = new HttpClient();
        if (stack.FunctionKey is { } key)
            http.DefaultRequestHeaders.Add(FunctionKeys.Header, key);
        var search = await GetAsync("flights?origin=SFO&limit=3").ConfigureAwait(false);
        if (search.GetProperty("value").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } flight)
            await GetAsync($"flights/{flight.GetProperty("flightId").GetString()}").ConfigureAwait(false);

        terminal.WriteLine(
            $"""

            Some example flights on 20 November 2025 show special cases:
              {Address("flights?status=diverted")}  diverted flights, including one that has arrived at another airport
              {Address("flights?airline=DL&flightNumber=6501")}  a codeshare number, which finds the operating flight
              {Address("flights/H2122-20251120-SCL/events")}  a flight that was retimed past midnight UTC and remains one flight
              {stack.BoardEndpoint}#deadLetters  two invalid events: one to replay and one to correct
            """);

        Uri Address(string path) => new(stack.ApiEndpoint, path);

        async Task<JsonElement> GetAsync(string path)
        {
            var address = Address(path);
            using var response = JsonDocument.Parse(await http.GetByteArrayAsync(address, cancellationToken).ConfigureAwait(false));
            terminal.WriteLine($"\nGET {address}\n{JsonSerializer.Serialize(response.RootElement, Indented)}");
            return response.RootElement.Clone();
        }
    }

    private static string Rate(long events, TimeSpan time) => $"{events / time.TotalSeconds:N0}/s";
}
