using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests that responses have the format and encoding that the client requests.</summary>
internal sealed class FormatTests : StackTestBase
{
    /// <summary>A search with a time range in the past, so that the response does not change.</summary>
    private const string Flights = "flights?to=2025-01-01";

    private const string OneLine = "flightId,status,delayMinutes,scheduledDeparture\r\nF,Departed,90,2024-05-02T23:59:00Z\r\n";

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        await Stack.SendAsync(
        [
            .. TestFlights.Events,
            new FlightFacts("quoted", "CSV", "LIM", "2024-05-01T00:00:00Z")
            {
                EventId = "quoted,\"one\"",
                Status = "late, \"very\"",
                Aircraft = "A'320",
                Gate = new { name = "B, \"12\"\nleft" },
            }.ToEvent(),
        ]);
        await Stack.IngestedAsync();
    }

    [TestCase(null, "application/json")]
    [TestCase("*/*", "application/json")]
    [TestCase("application/json", "application/json")]
    [TestCase("application/json; charset=utf-8", "application/json")]
    [TestCase("application/x-ndjson", "application/x-ndjson")]
    [TestCase("application/jsonl", "application/x-ndjson")]
    [TestCase("text/csv", "text/csv")]
    [TestCase("TEXT/CSV", "text/csv")]
    [TestCase("text/*", "text/csv")]
    [TestCase("application/json;q=0.4, text/csv;q=0.5", "text/csv")]
    [TestCase("text/csv;q=0.5, application/x-ndjson", "application/x-ndjson")]
    [TestCase("application/json;q=0.1, */*;q=0.9", "application/x-ndjson")]
    [TestCase("application/json;q=0, */*", "application/x-ndjson")]
    [TestCase("image/png, text/csv;q=0.1", "text/csv")]
    [TestCase("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json")]
    public async Task The_Accept_header_selects_the_format(string? accept, string expected)
    {
        using var response = await RequestAsync(
            $"{Flights}&flightNumber=300&airline=JJ&select=flightId,status,delayMinutes,scheduledDeparture", ("Accept", accept));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Multiple(() =>
        {
            Assert.That(((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType), Is.EqualTo((200, expected)));
            Assert.That(body.TrimEnd(), Is.EqualTo(expected switch
            {
                "application/json" =>
                    """{"value":[{"flightId":"F","status":"Departed","delayMinutes":90,"scheduledDeparture":"2024-05-02T23:59:00Z"}]}""",
                "application/x-ndjson" =>
                    """{"flightId":"F","status":"Departed","delayMinutes":90,"scheduledDeparture":"2024-05-02T23:59:00Z"}""",
                _ => OneLine.TrimEnd(),
            }));
            Assert.That(response.Headers.Vary, Is.SupersetOf(new[] { "Accept", "Accept-Encoding" }));
        });
    }

    [TestCase("json", "application/json")]
    [TestCase("NDJSON", "application/x-ndjson")]
    [TestCase("csv", "text/csv")]
    public async Task The_format_parameter_takes_precedence_over_the_Accept_header(string format, string expected)
    {
        using var response = await RequestAsync($"{Flights}&format={format}", ("Accept", "image/png"));

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(expected));
    }

    [TestCase(Flights, "image/png")]
    [TestCase(Flights, "application/json;q=0, text/csv;q=0, application/x-ndjson;q=0, application/jsonl;q=0")]
    [TestCase(Flights, "*/*;q=0")]
    [TestCase("flights/A", "text/html")]
    [TestCase("flights/A/events", "text/html")]
    [TestCase("analytics/delays?by=day", "text/plain")]
    [TestCase("analytics/routes", "application/xml")]
    [TestCase("analytics/timeseries", "audio/*")]
    [TestCase("exports/flights", "application/parquet")]
    public async Task A_request_that_accepts_no_available_format_is_rejected(string path, string accept)
    {
        using var response = await RequestAsync(path, ("Accept", accept));

        Assert.That((int)response.StatusCode, Is.EqualTo(406));
        Assert.That(response.Headers.GetValues("x-ms-error-code"), Is.EqualTo(new[] { "NotAcceptable" }));
    }

    [Test]
    public async Task CSV_escapes_commas_and_quotation_marks()
    {
        using var response = await RequestAsync("flights?origin=CSV&format=csv&select=eventId,status,aircraft,extra,delayMinutes");

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(
            "eventId,status,aircraft,extra,delayMinutes\r\n"
            + """"
              "quoted,""one""","late, ""very""",A'320,"{""gate"":{""name"":""B, \""12\""\nleft""}}",
              """"
            + "\r\n"));
    }

    [Test]
    public async Task CSV_declares_its_header_row()
    {
        using var response = await RequestAsync("flights?origin=CSV&format=csv&select=eventId");

        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/csv; charset=utf-8; header=present"));
    }

    [Test]
    public async Task CSV_escapes_line_breaks()
    {
        // The API rejects line breaks in a status, but a direct write to the database can contain them.
        await BulkFlights.AppendAsync(Stack, "breaks", 1, status: "first\r\nsecond");

        using var response = await RequestAsync("flights/breaks1/events?format=csv&select=flightId,status");

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("flightId,status\r\nbreaks1,\"first\r\nsecond\"\r\n"));
    }

    [Test]
    public async Task A_list_without_rows_is_empty_in_every_format()
    {
        var bodies = new List<string>();
        foreach (var format in (string[])["json", "ndjson", "csv"])
        {
            using var response = await RequestAsync($"{Flights}&origin=NIL&select=flightId&format={format}");
            bodies.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.That(bodies, Is.EqualTo(new[] { """{"value":[]}""", "", "flightId\r\n" }));
    }

    [TestCase("flights", null, null)]
    [TestCase("flights", "gzip", "gzip")]
    [TestCase("flights", "br", "br")]
    [TestCase("flights", "gzip, deflate, br, zstd", "br")]
    [TestCase("flights", "gzip;q=1, br;q=0.5", "gzip")]
    [TestCase("flights", "br;q=0, gzip", "gzip")]
    [TestCase("flights", "gzip;q=0", null)]
    [TestCase("flights", "zstd", null)]
    [TestCase("exports/flights", "gzip", "gzip")]
    [TestCase("exports/flights", "br", "br")]
    [TestCase("exports/flights", null, null)]
    public async Task A_body_is_encoded_as_the_client_requests(string path, string? accepted, string? coding)
    {
        using var plain = await RequestAsync($"{path}?to=2025-01-01&format=csv");
        using var response = await RequestAsync($"{path}?to=2025-01-01&format=csv", ("Accept-Encoding", accepted));

        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(coding is null ? [] : new[] { coding }));
            Assert.That(
                Lines(Decode(body, coding)), Is.EquivalentTo(Lines(await plain.Content.ReadAsByteArrayAsync())).And.Count.GreaterThan(9));
            Assert.That(response.Headers.Vary, Does.Contain("Accept-Encoding"));
        });
    }

    [Test]
    public async Task A_small_body_is_not_compressed()
    {
        using var response = await RequestAsync($"{Flights}&flightNumber=300&select=flightId", ("Accept-Encoding", "br"));

        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Rows(), Has.Count.EqualTo(2));
    }

    private Task<HttpResponseMessage> RequestAsync(string path, params IEnumerable<(string Name, string? Value)> headers) =>
        Stack.RequestAsync(
            HttpMethod.Get, path, headers.Where(header => header.Value is not null).Select(header => (header.Name, header.Value!)));

    private static List<string> Lines(byte[] body) =>
        [.. Encoding.UTF8.GetString(body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];

    private static byte[] Decode(byte[] body, string? coding)
    {
        using Stream decoded = coding switch
        {
            "gzip" => new GZipStream(new MemoryStream(body), CompressionMode.Decompress),
            "br" => new BrotliStream(new MemoryStream(body), CompressionMode.Decompress),
            _ => new MemoryStream(body),
        };
        var plain = new MemoryStream();
        decoded.CopyTo(plain);
        return plain.ToArray();
    }
}
