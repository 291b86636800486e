using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LatamFunctions.Http;
using LatamFunctions.OpenApi;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>Tests that the API description and the publishing guide document every limit for publishers.</summary>
internal sealed class LimitDocumentationTests
{
    [TestCase(nameof(PublishingLimits.Table))]
    [TestCase(nameof(PublishingLimits.MessageTable))]
    public void The_table_of_limits_is_documented(string name)
    {
        var table = name == nameof(PublishingLimits.Table) ? PublishingLimits.Table : PublishingLimits.MessageTable;
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "publishing.md"));
        var description = OpenApiDescription.Create(ApiCatalog.Current, "https://example.com/api")
            .Paths["/events"].Operations![HttpMethod.Post].Description;

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain(table), "docs/publishing.md");
            Assert.That(description, Does.Contain(table), "OpenAPI");
        });
    }

    /// <summary>
    /// Checks that the longest and the shortest strings that the schema allows are accepted, and that longer and shorter strings are
    /// rejected.
    /// </summary>
    [TestCase("eventId")]
    [TestCase("source")]
    [TestCase("dataSchema")]
    [TestCase("schemaVersion")]
    [TestCase("flightId")]
    [TestCase("status")]
    [TestCase("aircraft")]
    [TestCase("airline")]
    [TestCase("flightNumber")]
    [TestCase("operatingAirline")]
    [TestCase("operatingFlightNumber")]
    [TestCase("origin")]
    [TestCase("destination")]
    [TestCase("arrivalAirport")]
    public void The_schema_has_the_lengths_that_the_checks_enforce(string property)
    {
        var schema = EventSchemas.Event.Properties![property];
        var max = schema.MaxLength!.Value;

        Assert.Multiple(() =>
        {
            Assert.That(IsAccepted(property, Text(max)), Is.True, "longest");
            Assert.That(IsAccepted(property, Text(max + 1)), Is.False, "too long");
            if (schema.MinLength is { } min)
            {
                Assert.That(IsAccepted(property, Text(min)), Is.True, "shortest");
                Assert.That(IsAccepted(property, Text(min - 1)), Is.False, "too short");
            }
        });

        static string Text(int length) => $"\"{new string('A', length)}\"";
    }

    [TestCase("flightNumber")]
    [TestCase("operatingFlightNumber")]
    [TestCase("delayMinutes")]
    [TestCase("departureDelayMinutes")]
    [TestCase("arrivalDelayMinutes")]
    [TestCase("distanceKm")]
    public void The_schema_has_the_ranges_that_the_checks_enforce(string property)
    {
        var schema = EventSchemas.Event.Properties![property];
        var (min, max) = (
            long.Parse(schema.Minimum!, CultureInfo.InvariantCulture), long.Parse(schema.Maximum!, CultureInfo.InvariantCulture));

        Assert.That(
            new[] { min - 1, min, max, max + 1 }.Select(number => IsAccepted(property, number.ToString(CultureInfo.InvariantCulture))),
            Is.EqualTo([false, true, true, false]));
    }

    /// <summary>Checks that the schema and the checks allow the same characters.</summary>
    [TestCase("airline", 2)]
    [TestCase("flightNumber", 2)]
    [TestCase("origin", 3)]
    [TestCase("arrivalAirport", 3)]
    [TestCase("flightId", 2)]
    public void The_schema_has_the_patterns_that_the_checks_enforce(string property, int length)
    {
        var pattern = new Regex(EventSchemas.Event.Properties![property].Pattern!);
        var printable = Enumerable.Range(' ', '~' - ' ' + 1).Select(character => new string((char)character, length));

        Assert.That(
            printable.Where(text => IsAccepted(property, JsonSerializer.Serialize(text))),
            Is.EqualTo(printable.Where(text => pattern.IsMatch(text))));
    }

    private static bool IsAccepted(string property, string json) => ReadResult.From(SampleEvents.With(property, json)).Rows.Count == 1;
}
