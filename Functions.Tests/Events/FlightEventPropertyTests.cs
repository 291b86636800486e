using System.Text;
using System.Text.RegularExpressions;
using LatamFunctions.Events;
using LatamFunctions.Flights;
using LatamFunctions.Publishing;
using LatamFunctions.Responses;

namespace LatamFunctions.Tests.Events;

/// <summary>The places of CONTRIBUTING.md's recipe for a property of flight events.</summary>
public sealed partial class FlightEventPropertyTests
{
    /// <summary>They name the operating flight, which the columns Airline and FlightNumber identify: docs/decisions/0026.</summary>
    private static readonly string[] WithoutColumn = ["operatingAirline", "operatingFlightNumber"];

    private static readonly string Schema = File.ReadAllText(Path.Combine(KqlCheck.RepositoryRoot, "kusto", "schema.kql"));

    [TestCaseSource(nameof(Properties))]
    public void A_property_is_found_by_its_name_and_is_in_each_request_schema(string name)
    {
        Assert.Multiple(() =>
        {
            Assert.That(FlightEventFields.Name(FlightEventFields.Find(Encoding.UTF8.GetBytes(name))), Is.EqualTo(name));
            Assert.That(EventSchemas.Event.Properties!.Keys, Does.Contain(name));
            Assert.That(EventSchemas.Correction.Properties!.Keys, Does.Contain(name));
            Assert.That(EventSchemas.Patch.Properties!.Keys, Does.Contain(name));
        });
    }

    [TestCaseSource(nameof(PropertiesWithColumn))]
    public void A_property_is_in_the_table_the_view_and_the_responses(string name)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Table().Match(Schema).Value, Does.Match($@"\b{Pascal(name)}:"));
            Assert.That(View().Match(Schema).Value, Does.Match($@"\b{Pascal(name)}\b"));
            Assert.That(NamesOf(FlightColumns.OfFlight), Does.Contain(name));
            Assert.That(NamesOf(FlightColumns.OfEvent), Does.Contain(name));
        });
    }

    private static IEnumerable<string> Properties() =>
        Enum.GetValues<FlightEventField>().Where(FlightEventFields.IsFlightProperty).Select(FlightEventFields.Name);

    private static IEnumerable<string> PropertiesWithColumn() => Properties().Except(WithoutColumn);

    private static IEnumerable<string> NamesOf(IEnumerable<Column> columns) => columns.Select(column => column.Name);

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"^\.create-merge table FlightEvents \(.*?^\)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"materialized-view .*?FlightStates on table FlightEvents.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex View();
}
