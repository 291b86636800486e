namespace LocalStack.Tests.HttpApi;

/// <summary>Tests values of query parameters that the operations reject.</summary>
internal sealed partial class ErrorTests
{
    /// <summary>Values that a parameter rejects in all operations.</summary>
    private static readonly Dictionary<string, string[]> BadValues = new()
    {
        ["origin"] = ["", "SC", "SCLIM", "S1L", "SÇL", "S%20L"],
        ["destination"] = ["", "LI", "LIMAA", "L1M", "%27OR"],
        ["airline"] = ["", "L", "LATA", "L-", "%00A"],
        ["flightNumber"] = ["", "123456789", "1-2", "LA%20100"],
        ["status"] = ["", "%20", "%09", "a%0Ab", "a%00", new string('1', 129)],
        ["from"] =
            ["", "yesterday", "2024-13-01", "2024-02-30", "2024-05-01T10:20:30", "2024-05-01T10:20:30+02:00", "20240501", "1714521600"],
        ["to"] = ["", "now", "2024-1-1", "2024-05-01T25:00:00Z", "datetime(2024-05-01)"],
        ["asOf"] = ["", "now", "2024-05-01T10:20Z", "ago(1d)"],
        ["minDelayMinutes"] = ["", "x", "1.5", "1e2", "-1441", "14401", "%2B%205", "99999999999", "0x10"],
        ["orderby"] = ["", "distanceKm", "delayMinutes down", "delayMinutes asc desc", "delayMinutes,occurredAt"],
        ["select"] = ["", "flightCount,", "colour", "extra.gate", "*", "eventId,eventId"],
        ["format"] = ["", "xml", "parquet", "application/json"],
        ["limit"] = ["", "0", "1001", "-1", "1.0", "ten", "%2B5", "1%20"],
        ["maxpagesize"] = ["", "0", "1001", "many"],
        ["cursor"] = ["not+base64", "a%20b", "%FF"],
        ["by"] = ["", "plane", "airline,day", "Origin"],
        ["bucket"] = ["", "2h", "1m", "timespan(1d)", "PT1H"],
        ["reason"] = ["", "Bad", "1", "Format,Range"],
        ["state"] = ["", "Gone", "0"],
        ["partition"] = ["", "a-b", "%27", "123456789012345678901234567890123"],
    };

    private static readonly string[] Filter = ["origin", "destination", "airline", "from", "to"];
    private static readonly string[] Page = ["select", "format", "limit", "maxpagesize"];

    /// <summary>The paths of operations with their required query and their parameters.</summary>
    private static readonly (string Path, string Required, string[] Parameters)[] Operations =
    [
        ("flights", "", [.. Filter, "flightNumber", "status", "minDelayMinutes", "asOf", "orderby", "cursor", .. Page]),
        ("flights/there", "", ["asOf"]),
        ("flights/there/events", "", ["cursor", .. Page]),
        ("exports/flights", "", [.. Filter, "flightNumber", "status", "minDelayMinutes", "asOf", "select", "format"]),
        ("analytics/delays", "by=day&", [.. Filter, "cursor", .. Page]),
        ("analytics/delays", "", ["by"]),
        ("analytics/routes", "", [.. Filter, .. Page]),
        ("analytics/timeseries", "", [.. Filter, "bucket", "cursor", .. Page]),
        ("dead-letters", "", ["reason", "state", "from", "to", "partition", "limit"]),
    ];

    private static IEnumerable<TestCaseData> BadParameters =>
        from operation in Operations
        from parameter in operation.Parameters
        select new TestCaseData($"{operation.Path}?{operation.Required}{parameter}=", parameter, BadValues[parameter])
            .SetArgDisplayNames(operation.Path, parameter);

    [TestCaseSource(nameof(BadParameters))]
    public async Task An_invalid_value_is_rejected_and_its_parameter_is_named(string address, string parameter, string[] values)
    {
        foreach (var value in values)
        {
            var problem = await RejectedAsync(HttpMethod.Get, address + value, 400, "InvalidParameter");

            Assert.That(problem.Targets(), Is.EqualTo(new[] { parameter }), $"{parameter}={value}");
        }
    }

    [TestCase(
        "flights?origin=1&limit=0&colour=red&from=x&to=y&orderby=z&select=w",
        "colour", "from", "limit", "orderby", "origin", "select", "to")]
    [TestCase("flights?limit=1&limit=2&origin=SCL&origin=LIM", "limit", "origin")]
    [TestCase("flights?limit=5&maxpagesize=5", "maxpagesize")]
    [TestCase("flights?from=2024-05-02&to=2024-05-02", "to")]
    [TestCase("flights/there?select=w&asOf=x", "asOf", "select")]
    [TestCase("analytics/delays?airline=1&status=Departed", "airline", "by", "status")]
    [TestCase("analytics/routes?cursor=abcd&bucket=1d", "bucket", "cursor")]
    [TestCase("exports/flights?limit=1&orderby=occurredAt", "limit", "orderby")]
    public async Task All_errors_of_a_request_are_reported_together(string address, params string[] targets)
    {
        var problem = await RejectedAsync(HttpMethod.Get, address, 400, "InvalidParameter");

        Assert.That(problem.Targets().Distinct().Order(StringComparer.Ordinal), Is.EqualTo(targets));
    }

    [TestCase("flights?api-version=2020-01-01")]
    [TestCase("flights/there?api-version=")]
    [TestCase("analytics/routes?api-version=2026-11-01-preview")]
    [TestCase("dead-letters?api-version=1")]
    public async Task An_unsupported_version_is_rejected_and_the_supported_version_is_named(string address)
    {
        var problem = await RejectedAsync(HttpMethod.Get, address, 400, "UnsupportedApiVersion");

        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("2026-11-01"));
    }
}
