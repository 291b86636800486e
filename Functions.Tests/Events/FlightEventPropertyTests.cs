using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Tests.Kql;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Checks the places that must be updated manually when a flight property is added.</summary>
public sealed class FlightEventPropertyTests
{
    private static readonly string Schema = File.ReadAllText(Path.Combine(Repository.Root, "kusto", "schema.kql"));

    [Test]
    public void A_field_is_found_only_by_its_exact_name()
    {
        foreach (var field in Enum.GetValues<FlightEventField>().Where(field => field != FlightEventField.Other))
        {
            var name = FlightEventFields.Name(field);
            Assert.Multiple(() =>
            {
                Assert.That(FlightEventFields.Find(Encoding.UTF8.GetBytes(name)), Is.EqualTo(field));
                Assert.That(FlightEventFields.Find(Encoding.UTF8.GetBytes(name + "s")), Is.EqualTo(FlightEventField.Other));
                Assert.That(FlightEventFields.Find(Encoding.UTF8.GetBytes(name[..^1])), Is.EqualTo(FlightEventField.Other));
                Assert.That(
                    FlightEventFields.Find(Encoding.UTF8.GetBytes(name.ToUpperInvariant())), Is.EqualTo(FlightEventField.Other));
                Assert.That(name, Has.Length.LessThanOrEqualTo(FlightEventFields.MaxNameLength));
            });
        }
    }

    [TestCase("dataschema", nameof(FlightEventField.DataSchema))]
    [TestCase("specversion", nameof(FlightEventField.SpecVersion))]
    [TestCase("data_base64", nameof(FlightEventField.DataBase64))]
    [TestCase("", nameof(FlightEventField.Other))]
    [TestCase("x", nameof(FlightEventField.Other))]
    public void CloudEvents_names_are_spelled_as_in_the_specification(string name, string field) =>
        Assert.That(FlightEventFields.Find(Encoding.UTF8.GetBytes(name)).ToString(), Is.EqualTo(field));

    /// <summary>A property with its own field is not stored in extra, so its value would be lost if the row had no column for it.</summary>
    [Test]
    public void Every_property_with_a_column_is_written_to_the_row()
    {
        var properties = FlightProperties.All.Where(property => property.Column is not null).ToList();
        var json = string.Concat(properties.Select(property =>
            $",\"{property.Name}\":{(property.IsNumber ? property.Column!.Example : $"\"{property.Column!.Example}\"")}"));

        var row = ReadResult.From(
            $"{{\"eventId\":\"e\",\"eventType\":\"FlightDeparted\",\"occurredAt\":\"2024-05-01T08:00:00Z\"{json}}}").Row;

        Assert.That(properties.Select(property => property.ColumnName), Is.SubsetOf(row.Select(column => column.Key)));
    }

    /// <summary>Checks the number of fields, because bit masks contain a bit per field and a bit for all other properties.</summary>
    [Test]
    public void The_fields_fit_in_64_bits() => Assert.That(FlightEventFields.Count, Is.LessThan(64));

    [Test]
    public void Each_property_is_defined_once() =>
        Assert.That(FlightProperties.All.Select(property => property.Field), Is.Unique);

    [Test]
    public void Every_property_with_a_column_is_everywhere_in_the_schema() => Assert.That(
        from property in FlightProperties.All
        where property.Column is not null
        from missing in SchemaPlaces.MissingFrom(Schema, property.ColumnName)
        select missing,
        Is.Empty);

    [TestCase(false)]
    [TestCase(true)]
    public void Responses_have_each_column_once_and_the_delays_last(bool ofEvent)
    {
        string[] names = [.. (ofEvent ? FlightColumns.OfEvent : FlightColumns.OfFlight).Select(column => column.Name)];

        Assert.Multiple(() =>
        {
            Assert.That(names, Is.Unique);
            Assert.That(
                string.Join(',', names),
                Does.Contain(
                    "actualDeparture,actualArrival,status,distanceKm,aircraft,delayMinutes,departureDelayMinutes,arrivalDelayMinutes"));
            Assert.That(string.Join(',', names), Does.Contain(ofEvent
                ? "flightNumber,operatingDate,origin,marketingFlight,destination,arrivalAirport,scheduledDeparture"
                : "flightNumber,operatingDate,origin,destination,arrivalAirport,isDiverted,isCancelled,scheduledDeparture"));
        });
    }
}
