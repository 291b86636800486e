using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Publishing;

/// <summary>
/// Tests POST /api/events with text/csv (RFC 4180). The header row contains property names, and each row below the header row is an event.
/// </summary>
public class CsvEventsTests
{
    private const string Header =
        "eventId,eventType,occurredAt,airline,flightNumber,origin,destination,scheduledDeparture,delayMinutes,gate";
    private const string Row = "e-1,FlightDeparted,2024-05-01T10:35:12Z,LA,0805,SCL,LIM,2024-05-01T10:20:00Z,13,12B";

    private const string Json =
        "{\"eventId\":\"e-1\",\"eventType\":\"FlightDeparted\",\"occurredAt\":\"2024-05-01T10:35:12Z\","
        + "\"airline\":\"LA\",\"flightNumber\":\"0805\",\"origin\":\"SCL\",\"destination\":\"LIM\","
        + "\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"delayMinutes\":13,\"gate\":\"12B\"}";

    private readonly RequestBodies _bodies = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));
    private HubEndpoint _hub = null!;

    [SetUp]
    public void SetUp() => _hub = new HubEndpoint();

    [OneTimeTearDown]
    public void DisposeBodies() => _bodies.Dispose();

    [TestCase(Header + "\n" + Row, TestName = "Line_feeds_without_a_final_line_feed")]
    [TestCase(Header + "\r\n" + Row + "\r\n", TestName = "Carriage_returns_and_line_feeds")]
    [TestCase("\uFEFF" + Header + "\r\n" + Row + "\r\n\r\n", TestName = "A_byte_order_mark_and_an_empty_line_at_the_end")]
    public async Task A_row_is_an_event(string csv)
    {
        var exchange = await PostAsync(csv);

        Assert.That(exchange.Status, Is.EqualTo(202), exchange.Text);
        Assert.That(_hub.Bodies, Is.EqualTo(new[] { Json }));
    }

    [TestCase(';')]
    [TestCase('\t')]
    public async Task The_separator_is_detected(char separator)
    {
        var exchange = await PostAsync($"{Header}\n{Row}\n".Replace(',', separator));

        Assert.That(exchange.Status, Is.EqualTo(202), exchange.Text);
        Assert.That(_hub.Bodies, Is.EqualTo(new[] { Json }));
    }

    [TestCase("\n")]
    [TestCase("\r\n\r\n")]
    [TestCase("\n,,,,,,,,,\n")]
    public async Task Blank_lines_are_ignored(string blank)
    {
        var rows = Enumerable.Range(0, 800).Select(i => $"{Row.Replace("e-1", $"e-{i}", StringComparison.Ordinal)}\n{blank}");

        var exchange = await PostAsync($"{Header}\n{string.Concat(rows)}");

        Assert.That((exchange.Status, exchange.Json["value"]?.AsArray().Count), Is.EqualTo((202, 800)), exchange.Text);
    }

    [Test]
    public async Task Empty_columns_without_a_name_are_ignored()
    {
        var ignored = await PostAsync($"{Header},,\n{Row},,\n");
        var rejected = await PostAsync($"{Header},,\n{Row},,x\n");

        Assert.That((ignored.Status, rejected.Status), Is.EqualTo((202, 400)));
        Assert.That((string?)rejected.Json["errors"]![0]!["detail"], Is.EqualTo("has a value in a column without a name"));
    }

    [Test]
    public async Task Quoted_cells_can_contain_separators_quotation_marks_and_line_breaks()
    {
        await PostAsync($"{Header}\n{Row.Replace("12B", "\"a, \"\"b\"\"\r\nc\"", StringComparison.Ordinal)}\n");

        Assert.That((string?)JsonNode.Parse(_hub.Bodies.Single())!["gate"], Is.EqualTo("a, \"b\"\r\nc"));
    }

    [Test]
    public async Task An_empty_cell_omits_its_property()
    {
        await PostAsync($"{Header}\n{Row.Replace(",13,12B", ",,", StringComparison.Ordinal)}\n");

        Assert.That(_hub.Bodies.Single(), Does.EndWith("\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}"));
    }

    [TestCase("13.0", "13.0")]
    [TestCase("-5", "-5")]
    public async Task A_delay_is_a_number(string cell, string number)
    {
        await PostAsync($"{Header}\n{Row.Replace(",13,", $",{cell},", StringComparison.Ordinal)}\n");

        Assert.That(_hub.Bodies.Single(), Does.Contain($"\"delayMinutes\":{number},"));
    }

    [TestCase(",SCL,", ",Santiago,", "origin", "Format", "Santiago")]
    [TestCase(",13,", ",soon,", "delayMinutes", "Type", "soon")]
    public async Task An_error_has_the_row_and_the_property(string cell, string wrong, string target, string rule, string value)
    {
        var exchange = await PostAsync($"{Header}\n{Row}\n{Row.Replace(cell, wrong, StringComparison.Ordinal)}\n");

        var error = exchange.Json["errors"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(400));
            Assert.That(((int?)error["index"], (string?)error["target"], (string?)error["rule"], (string?)error["value"]),
                Is.EqualTo((1, target, rule, value)));
            Assert.That(_hub.Sends, Is.Empty);
        });
    }

    [TestCase("e-1,FlightDeparted", "has 2 cells; the header row has 10")]
    [TestCase(Row + ",more", "has 11 cells; the header row has 10")]
    public async Task A_row_that_does_not_match_the_header_is_an_error(string row, string detail)
    {
        var exchange = await PostAsync($"{Header}\n{row}\n");

        Assert.That(exchange.Status, Is.EqualTo(400));
        Assert.That((string?)exchange.Json["errors"]![0]!["detail"], Is.EqualTo(detail));
    }

    [TestCase("a,b,a\n1,2,3\n", "The header row has the column a twice.")]
    [TestCase("a,b\n\"1,2\n", "The CSV is malformed in row 1: a quotation mark is missing or misplaced, or the row is too long.")]
    public async Task Malformed_CSV_is_reported_with_the_reason(string csv, string detail)
    {
        var exchange = await PostAsync(csv);

        Assert.That((exchange.Status, (string?)exchange.Json["detail"]), Is.EqualTo((400, detail)));
    }

    [TestCase("", "NoEvents")]
    [TestCase(Header, "NoEvents")]
    [TestCase(Header + "\n", "NoEvents")]
    public async Task A_file_without_rows_has_no_events(string csv, string code) =>
        Assert.That((await PostAsync(csv)).Header("x-ms-error-code"), Is.EqualTo(code));

    [Test]
    public async Task A_file_with_too_many_rows_is_rejected()
    {
        var exchange = await PostAsync($"{Header}\n{string.Concat(Enumerable.Repeat(Row + "\n", EventRequest.MaxEvents + 1))}");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((413, "TooManyEvents")));
    }

    [Test]
    public async Task A_long_header_with_many_rows_is_limited()
    {
        var header = string.Join(',', Enumerable.Range(0, 15_000).Select(i => $"column-{i}-{new string('x', 40)}"));
        var row = string.Join(',', Enumerable.Repeat("1", 15_000)) + "\n";

        var exchange = await PostAsync(header + "\n" + string.Concat(Enumerable.Repeat(row, 60)));

        Assert.That((exchange.Status, (string?)exchange.Json["detail"]), Is.EqualTo(
            (400, "The CSV is more than 8 times as long in JSON because its header row is long. Send JSON.")));
    }

    private async Task<HttpExchange> PostAsync(string csv)
    {
        var function = new PublishFlightEvents(
            _bodies,
            _hub.Publisher,
            new ClaimTable().Claims(TimeProvider.System),
            new FixedTime(SampleEvents.Now),
            NullLogger<PublishFlightEvents>.Instance);
        var exchange = new HttpExchange("/api/events", body: Encoding.UTF8.GetBytes(csv), contentType: "text/csv; charset=utf-8");
        return await exchange.RespondAsync(await function.Run(exchange.Request, default));
    }
}
