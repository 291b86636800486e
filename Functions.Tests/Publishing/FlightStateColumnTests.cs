using System.Data;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests the state before a correction, which is read from the columns of GetFlight().</summary>
public class FlightStateColumnTests
{
    private static readonly DateTime Ten = new(2024, 5, 1, 10, 0, 0, DateTimeKind.Utc);

    [Test]
    public void Each_column_becomes_a_property()
    {
        var state = StateOf(
            ("Airline", "LA"), ("FlightNumber", "805"), ("OperatingDate", "2024-05-01"), ("Origin", "SCL"), ("Destination", "LIM"),
            ("ArrivalAirport", "AQP"), ("IsDiverted", true), ("ScheduledDeparture", Ten), ("DelayMinutes", 3),
            ("DepartureDelayMinutes", 1), ("ArrivalDelayMinutes", 2), ("Extra", "{\"gate\":\"12B\"}"),
            ("Derived", " delayMinutes departureDelayMinutes "));

        Assert.Multiple(() =>
        {
            Assert.That(state with { Extra = [], Derived = [], ETag = "" }, Is.EqualTo(new FlightState("", Ten)
            {
                Airline = "LA",
                FlightNumber = "805",
                OperatingDate = "2024-05-01",
                Origin = "SCL",
                Destination = "LIM",
                ArrivalAirport = "AQP",
                IsDiverted = true,
                ScheduledDeparture = Ten,
                DelayMinutes = 3,
                DepartureDelayMinutes = 1,
                ArrivalDelayMinutes = 2,
                Extra = [],
                Derived = [],
            }).UsingPropertiesComparer());
            Assert.That(state.Extra.ToJsonString(), Is.EqualTo("{\"gate\":\"12B\"}"));
            Assert.That(state.Derived, Is.EqualTo(["delayMinutes", "departureDelayMinutes"]));
        });
    }

    [Test]
    public void A_null_column_is_an_unknown_value()
    {
        var state = StateOf();

        Assert.Multiple(() =>
        {
            Assert.That((state.Airline, state.Destination, state.OperatingDate), Is.EqualTo(("", "", "")));
            Assert.That((state.IsDiverted, state.ScheduledDeparture, state.DelayMinutes), Is.EqualTo((false, (DateTime?)null, (int?)null)));
            Assert.That((state.Extra.Count, state.Derived.Count), Is.EqualTo((0, 0)));
        });
    }

    /// <summary>The client of Azure Data Explorer returns signed bytes for the type bool.</summary>
    [TestCase((sbyte)0, false)]
    [TestCase((sbyte)1, true)]
    [TestCase(true, true)]
    public void A_flag_can_be_a_signed_byte(object value, bool expected)
    {
        using var row = FlightRows.One(("OccurredAt", Ten));
        var table = new DataTable();
        table.Load(row);
        var index = table.Columns.IndexOf("IsDiverted");
        table.Columns.Remove("IsDiverted");
        table.Columns.Add("IsDiverted", typeof(object)).SetOrdinal(index);
        table.Rows[0]["IsDiverted"] = value;

        Assert.That(StateOf(table.CreateDataReader()).IsDiverted, Is.EqualTo(expected));
    }

    [TestCase("[1,2]")]
    [TestCase("plain text")]
    [TestCase("{broken")]
    public void Extra_that_is_not_a_JSON_object_counts_as_empty(string extra) =>
        Assert.That(StateOf(("Extra", extra)).Extra, Is.Empty);

    private static FlightState StateOf(params IEnumerable<(string Column, object Value)> values) =>
        StateOf(FlightRows.One([("OccurredAt", Ten), .. values]));

    private static FlightState StateOf(DataTableReader row)
    {
        using (row)
        {
            row.Read();
            return FlightState.From(row);
        }
    }
}
