using System.Collections.Concurrent;
using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests that strings in a request are values and never become part of a query.</summary>
internal sealed class InjectionTests : StackTestBase
{
    private static readonly string[] Filter = ["origin", "destination", "airline", "from", "to"];
    private static readonly string[] Page = ["select", "format", "limit", "maxpagesize", "api-version"];

    /// <summary>The read operations with their required query and all of their parameters.</summary>
    private static readonly (string Path, string Required, string[] Parameters)[] Operations =
    [
        ("flights", "", [.. Filter, "flightNumber", "status", "minDelayMinutes", "asOf", "orderby", "cursor", .. Page]),
        ("flights/plain", "", ["asOf", "api-version"]),
        ("flights/plain/events", "", ["cursor", .. Page]),
        ("exports/flights", "", [.. Filter, "flightNumber", "status", "minDelayMinutes", "asOf", "select", "format", "api-version"]),
        ("analytics/delays", "by=day&", [.. Filter, "cursor", .. Page]),
        ("analytics/delays", "", ["by"]),
        ("analytics/routes", "", [.. Filter, .. Page]),
        ("analytics/timeseries", "", [.. Filter, "bucket", "cursor", .. Page]),
        ("dead-letters", "", ["reason", "state", "from", "to", "partition", "limit", "cursor", "api-version"]),
    ];

    private static IEnumerable<TestCaseData> Parameters =>
        from operation in Operations
        from parameter in operation.Parameters
        select new TestCaseData($"{operation.Path}?{operation.Required}{parameter}=", parameter)
            .SetArgDisplayNames(operation.Path, parameter);

    /// <summary>The operations with an id in the path, and the error code for an id that does not exist.</summary>
    private static readonly (string Path, string Code)[] Paths =
    [
        ("flights/{0}", "FlightNotFound"),
        ("flights/{0}?asOf=2024-05-02", "FlightNotFound"),
        ("flights/{0}/events", "FlightNotFound"),
        ("dead-letters/{0}", "DeadLetterNotFound"),
    ];

    private static IEnumerable<TestCaseData> Ids => Paths.Select((path, share) => new TestCaseData(path.Path, path.Code, share));

    private const int Shares = 4;

    private static IEnumerable<string> Strings => InjectionStrings.All.Select(Uri.EscapeDataString).Concat(InjectionStrings.Encoded);

    /// <summary>The content of the database before the requests.</summary>
    private string _database = "";

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        await Stack.SendAsync(Enumerable.Range(0, 3).Select(i =>
            new FlightFacts(i == 0 ? "plain" : $"plain-{i}", "SCL", "LIM", "2024-05-01T08:00:00Z") { DelayMinutes = i }.ToEvent()));
        await Stack.SendAsync("{no event");
        await Stack.IngestedAsync();
        _database = await DatabaseAsync();
        Assert.That(_database, Does.Contain("FlightEvents").And.Contain("SearchFlights").And.Contain("plain-2"));
    }

    [TearDown]
    public async Task AssertDatabaseUnchangedAsync() => Assert.That(await DatabaseAsync(), Is.EqualTo(_database), "the database");

    [Test]
    public void The_injection_list_has_at_least_300_different_strings() =>
        Assert.That(InjectionStrings.All, Has.Count.GreaterThanOrEqualTo(300).And.Unique);

    /// <summary>
    /// Tests each parameter with a quarter of the strings. The quarter alternates, so that each string is tested with every fourth
    /// parameter. The explicit test below sends all strings to all parameters.
    /// </summary>
    [TestCaseSource(nameof(Parameters))]
    public Task A_parameter_is_rejected_with_its_name_or_matches_nothing(string address, string parameter)
    {
        var first = Parameters.Select(test => test.Arguments[0]).ToList().IndexOf(address) % Shares;
        return RejectsOrFindsNothingAsync(address, parameter, Strings.Where((_, i) => i % Shares == first));
    }

    [Test, Explicit("Sends 20,000 requests")]
    public async Task Every_string_in_every_parameter_and_path_is_rejected_or_matches_nothing()
    {
        foreach (var test in Parameters)
            await RejectsOrFindsNothingAsync((string)test.Arguments[0]!, (string)test.Arguments[1]!, Strings);
        foreach (var (path, code) in Paths)
            await FindsNothingAsync(path, code, Strings);
    }

    private async Task RejectsOrFindsNothingAsync(string address, string parameter, IEnumerable<string> strings)
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            strings,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (text, _) =>
            {
                using var response = await Stack.RequestAsync(HttpMethod.Get, address + text);
                var body = await response.Content.ReadAsStringAsync();
                if (!IsExpected(response, body, parameter) || !Discloses.Nothing.ApplyTo(body).IsSuccess)
                    wrong.Add($"{address}{text}: {(int)response.StatusCode} {body}");
            });

        Assert.That(wrong, Is.Empty);
    }

    /// <summary>Tests each string in one of the paths.</summary>
    [TestCaseSource(nameof(Ids))]
    public Task An_id_in_the_path_matches_nothing(string path, string code, int share) =>
        FindsNothingAsync(path, code, Strings.Where((_, i) => i % Shares == share));

    private async Task FindsNothingAsync(string path, string code, IEnumerable<string> ids)
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (id, _) =>
            {
                using var response = await Stack.RequestAsync(HttpMethod.Get, path.Replace("{0}", id, StringComparison.Ordinal));
                var body = await response.Content.ReadAsStringAsync();

                // The web server's response to a malformed path has no body.
                var isRejected = (int)response.StatusCode == 400 && body.Length == 0 && id.Contains('%', StringComparison.Ordinal);
                if (!isRejected
                    && ((int)response.StatusCode != 404 || CodeOf(response) != code || !Discloses.Nothing.ApplyTo(body).IsSuccess))
                    wrong.Add($"{id}: {(int)response.StatusCode} {body}");
            });

        Assert.That(wrong, Is.Empty);
    }

    private static bool IsExpected(HttpResponseMessage response, string body, string parameter) => (int)response.StatusCode switch
    {
        200 => IsEmpty(body),
        400 => CodeOf(response) switch
        {
            "InvalidParameter" => JsonDocument.Parse(body).RootElement.Targets().All(target => target == parameter),
            "InvalidCursor" => parameter == "cursor",
            "UnsupportedApiVersion" => parameter == "api-version",
            _ => false,
        },
        _ => false,
    };

    private static bool IsEmpty(string body) => body.Length == 0 || JsonDocument.Parse(body).RootElement.Rows().Count == 0;

    private static string CodeOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-ms-error-code", out var codes) ? codes.Single() : "";

    private async Task<string> DatabaseAsync()
    {
        var kusto = Stack.Host.Kusto();
        var rows = new List<JsonElement>();
        string[] commands = [".show tables", ".show functions", ".show materialized-views | project Name, SourceTable, Query"];
        foreach (var command in commands)
            rows.AddRange(await kusto.CommandAsync(command, default));
        foreach (var query in (string[])["FlightEvents | order by EventId asc", "Flights | order by FlightId asc"])
            rows.AddRange(await kusto.QueryAsync(query, default));
        return string.Join('\n', rows);
    }
}
