using System.Globalization;
using ApiBenchmark;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;

namespace Bench.Tests;

/// <summary>
/// Verifies that the SQL statements return the same rows as the API, because a comparison of different results would be meaningless.
/// </summary>
public class QuerySqlTests
{
    private static readonly string[] Columns =
    [
        "FlightId", "Version", "EventId", "EventType", "OccurredAt", "Airline", "FlightNumber", "Origin", "Destination",
        "ScheduledDeparture", "ScheduledArrival", "EstimatedDeparture", "EstimatedArrival", "ActualDeparture", "ActualArrival",
        "Status", "DelayMinutes", "DistanceKm", "Aircraft", "Extra", "IsCancelled",
    ];

    private static readonly DateOnly FirstOfMay = new(2001, 5, 1);

    private DuckDbDatabase _database = null!;
    private DuckDbConnection _connection = null!;

    [OneTimeSetUp]
    public void InsertFlights()
    {
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
        _connection = _database.Connect();
        var types = Columns.Select((column, i) => $"c{i} " + column switch
        {
            "DelayMinutes" => "INTEGER",
            "ScheduledDeparture" => KustoType.DateTime.DuckDbName(),
            "IsCancelled" => "BOOLEAN",
            _ => "VARCHAR",
        });
        _connection.Execute($"CREATE TABLE t7 ({string.Join(", ", types)})");
        Insert("a", "FlightDeparted", "SCL", "LIM", "2001-05-01 00:00:00", "'Departed'", "10");
        Insert("b", "FlightDeparted", "SCL", "LIM", "2001-05-01 23:59:59", "'Late'", "20");
        Insert("c", "FlightCancelled", "SCL", "EZE", "2001-05-01 12:00:00", "'NOOP'", "90");
        Insert("d'", "FlightDeparted", "LIM", "SCL", "2001-05-02 00:00:00", "'Departed'", "NULL");
    }

    [OneTimeTearDown]
    public void Close()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Test]
    public void A_point_read_returns_one_flight() => Assert.That(Column(new FlightById("d'"), 0), Is.EqualTo(new[] { "d'" }));

    [Test]
    public void The_status_of_a_departure_is_the_status_in_the_view() =>
        Assert.That(Column(new Departures("SCL", FirstOfMay), 18), Is.EqualTo(new[] { "Late", "NOOP", "Departed" }));

    [Test]
    public void The_departures_on_a_day_are_sorted_latest_first() =>
        Assert.That(Column(new Departures("SCL", FirstOfMay), 0), Is.EqualTo(new[] { "b", "c", "a" }));

    [TestCase("airport", "SCL")]
    [TestCase("day", "2001-05-01")]
    public void Delays_exclude_other_days(string by, string only) =>
        Assert.That(Column(new Delays(by, FirstOfMay, FirstOfMay.AddDays(1)), 0), Is.EqualTo(new[] { only }));

    [Test]
    public void Delays_are_grouped_by_route_and_by_hour() => Assert.Multiple(() =>
    {
        Assert.That(Column(new Delays("route", FirstOfMay, FirstOfMay.AddDays(7)), 0),
            Is.EqualTo(new[] { "LIM-SCL", "SCL-EZE", "SCL-LIM" }));
        Assert.That(Column(new Delays("hour", FirstOfMay, FirstOfMay.AddDays(7)), 0), Is.EqualTo(new[] { "00", "12", "23" }));
    });

    [Test]
    public void A_cancelled_flight_counts_but_has_no_delay()
    {
        using var reader = _connection.ExecuteReader(
            new Delays("airport", FirstOfMay, FirstOfMay.AddDays(1)).SqlOn(new FlightsTable("t7", Columns)));
        reader.Read();

        // The number of flights, cancelled flights, flights with a delay and flights on time, then the mean, the median and the 95th
        // percentile of the delays 10 and 20.
        Assert.That(
            (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetDouble(5), reader.GetInt64(6),
                reader.GetInt64(7)),
            Is.EqualTo((3, 1, 2, 1, 15.0, 10, 20)));
    }

    [Test]
    public void Routes_are_sorted_by_the_number_of_flights() => Assert.Multiple(() =>
    {
        Assert.That(Column(new BusiestRoutes(2), 0), Is.EqualTo(new[] { "SCL", "LIM" }));
        Assert.That(Column(new BusiestRoutes(2), 1), Is.EqualTo(new[] { "LIM", "SCL" }));
    });

    [Test]
    public void A_time_series_has_one_row_per_day()
    {
        using var reader = _connection.ExecuteReader(
            new FlightsByDay(FirstOfMay, FirstOfMay.AddMonths(1)).SqlOn(new FlightsTable("t7", Columns)));
        var rows = new List<(DateTime, long)>();
        while (reader.Read())
            rows.Add((reader.GetDateTime(0), reader.GetInt64(1)));

        Assert.That(rows, Is.EqualTo(new[] { (new DateTime(2001, 5, 1), 3L), (new DateTime(2001, 5, 2), 1L) }));
    }

    private void Insert(string id, string eventType, string origin, string destination, string departure, string status, string delay)
    {
        var values = Columns.Select(column => column switch
        {
            "FlightId" => FlightsTable.Text(id),
            "EventType" => FlightsTable.Text(eventType),
            "IsCancelled" => eventType == "FlightCancelled" ? "TRUE" : "FALSE",
            "Origin" => FlightsTable.Text(origin),
            "Destination" => FlightsTable.Text(destination),
            "ScheduledDeparture" => DateTime.Parse(departure, CultureInfo.InvariantCulture).Ticks.ToString(CultureInfo.InvariantCulture),
            "Status" => status,
            "DelayMinutes" => delay,
            _ => "NULL",
        });
        _connection.Execute($"INSERT INTO t7 VALUES ({string.Join(", ", values)})");
    }

    private List<string> Column(BenchmarkQuery query, int column)
    {
        using var reader = _connection.ExecuteReader(query.SqlOn(new FlightsTable("t7", Columns)));
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(column));
        return values;
    }
}
