using LatamFunctions.Flights;
using LatamFunctions.Http;
using LatamFunctions.Responses;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Flights;

public class FlightFilterTests
{
    [Test]
    public void Without_parameters_there_is_no_filter() =>
        Assert.That(Read("").Filter.Values, Is.Empty);

    [Test]
    public void Without_parameters_the_hundred_latest_departures_are_queried()
    {
        var (_, order, page) = Read("");

        Assert.Multiple(() =>
        {
            Assert.That(order.Name, Is.EqualTo("scheduledDeparture desc"));
            Assert.That(page.Limit, Is.EqualTo(100));
            Assert.That(page.After, Is.Null);
            Assert.That(page.Columns, Is.EqualTo(FlightColumns.OfFlight));
        });
    }

    [Test]
    public void All_parameters_of_a_flight_search_are_read() =>
        Assert.That(
            Read("?origin=scl,%20lim&destination=KMIA&airline=la,jj&flightNumber=0805&status=Departed"
                + "&from=2024-05-01&to=2024-05-02T01:30:00%2B01:00&minDelayMinutes=-5&asOf=2024-05-01T12:00:00Z"
                + "&flight=aa8001,ua%2012&date=2024-05-01&arrivesFrom=2024-05-01&arrivesBefore=2024-05-03"
                + "&code=secret&api-version=2026-11-01").Filter.Values,
            Is.EquivalentTo(new Dictionary<string, object?>
            {
                ["origin"] = "SCL,LIM",
                ["destination"] = "MIA",
                ["airline"] = "LA,JJ",
                ["flightNumber"] = "805",
                ["status"] = "Departed",
                ["departsFrom"] = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc),
                ["departsBefore"] = new DateTime(2024, 5, 2, 0, 30, 0, DateTimeKind.Utc),
                ["minDelayMinutes"] = -5,
                ["asOf"] = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc),
                ["flight"] = "AA8001,UA12",
                ["operatingDate"] = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc),
                ["arrivesFrom"] = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc),
                ["arrivesBefore"] = new DateTime(2024, 5, 3, 0, 0, 0, DateTimeKind.Utc),
            }));

    [TestCase("LA805")]
    [TestCase("la0805")]
    [TestCase("LA%20805")]
    [TestCase("LAN-805")]
    public void A_designator_is_split_into_airline_and_number(string flight) =>
        Assert.That(
            Read($"?flight={flight}").Filter.Values,
            Is.EquivalentTo(new Dictionary<string, object?> { ["airline"] = "LA", ["flightNumber"] = "805" }));

    [TestCase("?limit=7", 7)]
    [TestCase("?maxpagesize=1000", 1000)]
    public void A_page_has_the_requested_number_of_rows(string query, int limit) => Assert.That(Read(query).Page.Limit, Is.EqualTo(limit));

    [TestCase("?orderby=delayMinutes%20desc", "delayMinutes desc")]
    [TestCase("?orderby=delayMinutes", "delayMinutes asc")]
    [TestCase("?orderby=OccurredAt%20ASC", "occurredAt asc")]
    public void Flights_are_sorted_as_requested(string query, string order) => Assert.That(Read(query).Order.Name, Is.EqualTo(order));

    [Test]
    public void Columns_are_in_the_order_of_the_selection() =>
        Assert.That(Read("?select=delayMinutes,FLIGHTID").Page.Columns.Select(column => column.Name),
            Is.EqualTo(["delayMinutes", "flightId"]));

    [TestCase("?origin=S", "origin", "Format", "S")]
    [TestCase("?origin=SC1", "origin", "Format", "SC1")]
    [TestCase("?origin=", "origin", "Format", "")]
    [TestCase("?origin=SCL%27%20or%201", "origin", "Format", "SCL' or 1")]
    [TestCase("?destination=SANTIAGO", "destination", "Format", "SANTIAGO")]
    [TestCase("?airline=L", "airline", "Format", "L")]
    [TestCase("?airline=L*", "airline", "Format", "L*")]
    [TestCase("?flightNumber=LA-805", "flightNumber", "Format", "LA-805")]
    [TestCase("?status=%00", "status", "Format", "\uFFFD")]
    [TestCase("?from=yesterday", "from", "Format", "yesterday")]
    [TestCase("?from=2024-05-01T10:00:00", "from", "Format", "2024-05-01T10:00:00")]
    [TestCase("?to=2024-02-30", "to", "Format", "2024-02-30")]
    [TestCase("?from=2024-05-02&to=2024-05-02", "to", "Range", null)]
    [TestCase("?asOf=now", "asOf", "Format", "now")]
    [TestCase("?minDelayMinutes=1.5", "minDelayMinutes", "Range", "1.5")]
    [TestCase("?minDelayMinutes=14401", "minDelayMinutes", "Range", "14401")]
    [TestCase("?flight=5", "flight", "Format", "5")]
    [TestCase("?flight=LA805,", "flight", "Format", "LA805,")]
    [TestCase("?date=2024-05-01T00:00:00Z", "date", "Format", "2024-05-01T00:00:00Z")]
    [TestCase("?origin=SCL,,LIM", "origin", "Format", "SCL,,LIM")]
    [TestCase("?airline=LA,L", "airline", "Format", "LA,L")]
    [TestCase("?arrivesFrom=2024-05-02&arrivesBefore=2024-05-01", "arrivesBefore", "Range", null)]
    [TestCase("?limit=0", "limit", "Range", "0")]
    [TestCase("?limit=1001", "limit", "Range", "1001")]
    [TestCase("?limit=-1", "limit", "Range", "-1")]
    [TestCase("?limit=ten", "limit", "Range", "ten")]
    [TestCase("?limit=99999999999", "limit", "Range", "99999999999")]
    [TestCase("?limit=1&maxpagesize=1", "maxpagesize", "Duplicate", null)]
    [TestCase("?limit=1&limit=2", "limit", "Duplicate", null)]
    [TestCase("?orderby=gate", "orderby", "Unknown", "gate")]
    [TestCase("?orderby=delayMinutes%20down", "orderby", "Unknown", "delayMinutes down")]
    [TestCase("?select=flightId,gate", "select", "Unknown", "flightId,gate")]
    [TestCase("?select=flightId,flightId", "select", "Unknown", "flightId,flightId")]
    [TestCase("?format=xml", "format", "Unknown", "xml")]
    [TestCase("?cursor=%25", "cursor", "Format", "%")]
    [TestCase("?orgin=SCL", "orgin", "Unknown", null)]
    public void An_invalid_parameter_is_named_in_the_error(string query, string target, string rule, string? value) =>
        Assert.That(ErrorsOf(query).Select(error => (error.Target, error.Rule, error.Value)), Is.EqualTo([(target, rule, value)]));

    [Test]
    public void All_invalid_parameters_are_named_in_the_error() =>
        Assert.That(ErrorsOf("?origin=1&limit=x&sort=asc").Select(error => error.Target), Is.EquivalentTo(["origin", "limit", "sort"]));

    [Test]
    public void A_cursor_continues_after_its_row()
    {
        var cursor = Cursor.Encode(Read("?origin=SCL").Page.List, "638501454000000000", "LA805");

        Assert.That(Read($"?origin=SCL&limit=5&cursor={cursor}").Page.After, Is.EqualTo(["638501454000000000", "LA805"]));
    }

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("[\"x\",\"LA805\"]")]
    [TestCase("[\"1\"]")]
    [TestCase("[\"1\",null]")]
    [TestCase("nonsense")]
    public void A_cursor_with_a_valid_checksum_and_an_invalid_key_is_rejected(string key)
    {
        var list = Read("?origin=SCL").Page.List;
        byte[] payload = System.Text.Encoding.UTF8.GetBytes(key);
        byte[] checksum =
            System.Security.Cryptography.SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(list), 0, .. payload])[..9];

        var cursor = System.Buffers.Text.Base64Url.EncodeToString([.. checksum, .. payload]);

        Assert.That(Cursor.Decode(list, cursor, [CursorPart.Number, CursorPart.Text]), Is.Null);
    }

    [Test]
    public void A_time_out_of_range_is_clamped()
    {
        Assert.That(Cursor.AsTime("-1"), Is.EqualTo(DateTime.MinValue));
        Assert.That(Cursor.AsTime("9223372036854775807"), Is.EqualTo(DateTime.MaxValue));
    }

    [TestCase("?origin=LIM&cursor={0}", Description = "of another list")]
    [TestCase("?origin=SCL&orderby=occurredAt&cursor={0}", Description = "cursor from another sort order")]
    [TestCase("?origin=SCL&cursor={0}AA", Description = "cursor with additional characters")]
    [TestCase("?origin=SCL&cursor=AAAA", Description = "cursor that is too short")]
    [TestCase("?origin=SCL&cursor=WyI2MzgiLCJMQTgwNSJdAAAAAAAAAAAAAA", Description = "cursor with an invalid checksum")]
    public void A_cursor_from_a_different_query_is_rejected(string query)
    {
        var cursor = Cursor.Encode(Read("?origin=SCL").Page.List, "638501454000000000", "LA805");

        var exchange = new HttpExchange("/api/flights", string.Format(System.Globalization.CultureInfo.InvariantCulture, query, cursor));
        var (_, problem) = Paging.Read(exchange.Request, new QueryReader(exchange.Request.Query));

        Assert.That(problem?.Code, Is.EqualTo(ErrorCodes.InvalidCursor));
    }

    private static PageParameters Paging { get; } = new("flights", FlightColumns.OfFlight, CursorPart.Number, CursorPart.Text);

    private static (FlightFilter Filter, FlightOrder Order, Page Page) Read(string query)
    {
        var read = Read(query, out var reader);
        Assert.That(reader.Problem, Is.Null);
        return read;
    }

    private static (FlightFilter Filter, FlightOrder Order, Page Page) Read(string query, out QueryReader reader)
    {
        var exchange = new HttpExchange("/api/flights", query);
        reader = new QueryReader(exchange.Request.Query);
        reader.Allow([.. FlightFilter.All.Parameters, FlightOrder.Parameter, .. Paging.All]);
        return (FlightFilter.Read(reader), reader.Read(FlightOrder.Parameter)!, Paging.Read(exchange.Request, reader).Page);
    }

    private static IReadOnlyList<ApiError> ErrorsOf(string query)
    {
        Read(query, out var reader);
        return reader.Problem?.Errors ?? [];
    }
}
