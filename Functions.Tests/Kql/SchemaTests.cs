using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LatamFunctions.Analytics;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;
using LatamFunctions.Telemetry;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Kql;

/// <summary>Validates kusto/schema.kql and the app's queries with the analyzer that the Azure Data Explorer tools use.</summary>
public partial class SchemaTests
{
    private static readonly string Schema = File.ReadAllText(Path.Combine(Repository.Root, "kusto", "schema.kql"));

    /// <summary>The part of the schema that defines the event table.</summary>
    private static readonly string Events = Schema[..Schema.IndexOf("// --- Reference data", StringComparison.Ordinal)];

    [Test]
    public async Task Every_schema_command_and_every_app_query_is_valid()
    {
        var filter = new FlightFilter(ImmutableDictionary<string, object?>.Empty);
        var analytics = new AnalyticsFilter(filter.Values);
        var page = new Page("flights", ResponseFormat.Json, [], 100, "");
        KustoQuery[] queries =
        [
            .. FlightOrder.All.Select(order => FlightQueries.Search(filter, order, page)),
            FlightQueries.Count(filter),
            FlightQueries.Export(filter),
            FlightQueries.Get("LA805"),
            FlightQueries.GetVersion("LA805"),
            FlightQueries.Event("LA805", "e-1"),
            FlightQueries.History("LA805", page),
            FlightQueries.Check,
            Freshness.Query,
            AnalyticsQueries.Delays("hour", analytics, page),
            AnalyticsQueries.Routes(analytics, page),
            AnalyticsQueries.TimeSeries(TimeSpan.FromHours(1), analytics, page),
        ];

        var result = await KqlCheck.RunAsync(
            Schema,
            queries.Select((query, i) => KeyValuePair.Create($"{query.Name} {i}", query.Text))
                .Append(new("distinct", "FlightEventsDistinct() | count"))
                .Append(new("by name", "SearchFlights(origin = 'SCL', departsFrom = datetime(2026-11-20)) | summarize count() by Status"))
                .ToDictionary());

        Assert.Multiple(() =>
        {
            Assert.That(result.Diagnostics, Is.Empty);
            Assert.That(result.Created, Is.EqualTo(
                [
                    "FlightEvents", "Airports", "Airlines", "FlightStates", "FlightCodeshares", "FoldFlights", "Flights",
                    "FlightEventsDistinct", "FlightHistory", "ApiFlights", "SearchFlights", "GetFlight", "GetFlights", "ResolveFlightId",
                    "Freshness",
                    "DelaysOfFlights", "DelayStatistics", "RouteStatistics", "FlightTimeSeries",
                    "ServiceLevels", "ServiceLevelDays", "ServiceLevelYear",
                ]));
        });
    }

    [Test]
    public async Task An_invalid_command_or_query_is_found()
    {
        // Analyzes only the commands that the test makes invalid and the table to which they refer, because analyzing the whole schema
        // takes seconds.
        string[] names = [".create-merge table FlightEvents (", "FlightEvents policy streamingingestion enable", "\nFlightHistory("];
        var commands = CommandStart().Split(Schema).Where(command => names.Any(name => command.Contains(name, StringComparison.Ordinal)));
        var broken = string.Concat(commands)
            .Replace("arg_min(IngestedAt, *) by Source, EventId\n    | order", "arg_min(IngestdAt, *) by Source, EventId\n    | order")
            .Replace("policy streamingingestion enable", "policy streamingingestion enabl");

        var result = await KqlCheck.RunAsync(broken, new Dictionary<string, string> { ["typo"] = "FlightEvents | where Orgin == 'SCL'" });

        Assert.That(
            result.Diagnostics.Select(diagnostic => (diagnostic.Source, diagnostic.Code, diagnostic.Message)),
            Is.EqualTo(new[]
            {
                ("script", "KS005", "Expected one of: <string-literal>, disable, enable"),
                ("script", "KS142", "The name 'IngestdAt' does not refer to any known column, table, variable or function."),
                ("typo", "KS142", "The name 'Orgin' does not refer to any known column, table, variable or function."),
            }));
    }

    [Test]
    public void Each_column_has_a_description_and_an_entry_in_the_ingestion_mapping()
    {
        var columns = ColumnDeclaration().Matches(Events).Select(match => match.Groups[1].Value).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(columns, Has.Length.EqualTo(33));
            Assert.That(MappingElement().Matches(Events).Select(match => (match.Groups[1].Value, match.Groups[2].Value)),
                Is.EqualTo(columns.Select(c => (c, c))));
            Assert.That(ColumnDescription().Matches(Events).Select(match => match.Groups[1].Value), Is.EqualTo(columns));
        });
    }

    [Test]
    public void The_app_writes_no_property_without_a_column()
    {
        var row = ReadResult.From(
            """
            {"eventId":"e","eventType":"FlightArrived","occurredAt":"2024-05-01T08:00:00Z","source":"s","dataSchema":"v","flightId":"f",
             "airline":"LA","flightNumber":"1","origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T01:00:00Z",
             "scheduledArrival":"2024-05-01T02:00:00Z","estimatedDeparture":"2024-05-01T03:00:00Z",
             "estimatedArrival":"2024-05-01T04:00:00Z","actualDeparture":"2024-05-01T05:00:00Z",
             "actualArrival":"2024-05-01T06:00:00Z","status":"s","delayMinutes":1,"distanceKm":1,
             "aircraft":"a","other":1}
            """).Row;

        Assert.That(
            row.Select(property => property.Key), Is.SubsetOf(ColumnDeclaration().Matches(Events).Select(match => match.Groups[1].Value)));
    }

    [Test]
    public void The_view_and_the_point_in_time_function_have_the_same_text()
    {
        var view = Body("FlightStates on table FlightEvents {");
        var function = Schema[Schema.IndexOf("FoldFlights(events:", StringComparison.Ordinal)..];
        function = function[function.IndexOf("{\n", StringComparison.Ordinal)..];

        Assert.That(view, Does.Contain("| summarize"));
        Assert.That(function, Does.StartWith($"{{\n{view.Replace("    FlightEvents\n", "    events\n", StringComparison.Ordinal)}"));

        string Body(string opening)
        {
            var text = Schema[(Schema.IndexOf(opening, StringComparison.Ordinal) + opening.Length + 1)..];
            return text[..(text.IndexOf("\n}", StringComparison.Ordinal) + 2)];
        }
    }

    /// <summary>Checks that the clearable properties are the columns that the view clears.</summary>
    [Test]
    public void The_view_clears_every_property_that_events_can_clear() => Assert.That(
        ClearedColumn().Matches(Schema[..Schema.IndexOf("FoldFlights(events:", StringComparison.Ordinal)])
            .Select(match => match.Groups[1].Value),
        Is.EquivalentTo(ClearedProperties.KnownNames.Select(name => $"{char.ToUpperInvariant(name[0])}{name[1..]}")));

    /// <summary>Compares the names, types and default values of the stored function's arguments, in any order, with the filters.</summary>
    [TestCase("SearchFlights")]
    [TestCase("DelayStatistics")]
    [TestCase("RouteStatistics")]
    [TestCase("FlightTimeSeries")]
    public void Each_filter_is_an_argument_of_the_stored_function(string function)
    {
        var filters = function == "SearchFlights" ? FlightFilter.All : AnalyticsFilter.All;
        var signature = Signature().Matches(Schema).Single(match => match.Groups[1].Value == function).Groups[2].Value;

        Assert.That(
            signature.Replace('\'', '"').Split(',', StringSplitOptions.TrimEntries)
                .Where(argument => argument is not ("groupBy:string" or "bucket:timespan")),
            Is.EquivalentTo(filters.Declarations.Split(',', StringSplitOptions.TrimEntries)));
    }

    [Test]
    public void The_schema_has_the_table_and_the_mapping_of_flight_events() =>
        Assert.That(Schema, Does.Contain($"table {KustoOptions.Table} ingestion json mapping '{KustoOptions.Mapping}'"));

    [Test]
    public void The_schema_has_the_mapping_of_service_levels() => Assert.That(
        Schema, Does.Contain($"table {ServiceLevelWriter.Table} ingestion json mapping '{ServiceLevelWriter.Mapping}'"));

    [GeneratedRegex(@"^(?=\.)", RegexOptions.Multiline)]
    private static partial Regex CommandStart();

    [GeneratedRegex(@"^    (\w+):(?:string|datetime|int|long|real|dynamic),?$", RegexOptions.Multiline)]
    private static partial Regex ColumnDeclaration();

    [GeneratedRegex(@"""column"": ""(\w+)"", ""Properties"": \{""Path"": ""\$\.(\w+)""\}")]
    private static partial Regex MappingElement();

    [GeneratedRegex(@"^(\w+)\(([^{]*)\) \{$", RegexOptions.Multiline)]
    private static partial Regex Signature();

    [GeneratedRegex(@"Cleared has_cs '(\w+)'")]
    private static partial Regex ClearedColumn();

    [GeneratedRegex(@"^    (\w+): '", RegexOptions.Multiline)]
    private static partial Regex ColumnDescription();
}
