using System.Text.RegularExpressions;
using LatamFunctions.Tests.Kql;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Recipes;

/// <summary>
/// Follows the recipe in CONTRIBUTING.md for adding a flight event property, in a copy of the app. With only these steps, the property is
/// read, checked, stored, cleared, returned and documented.
/// </summary>
public sealed partial class PropertyRecipeTests
{
    private static readonly string Schema = File.ReadAllText(Path.Combine(Repository.Root, "kusto", "schema.kql"));

    [Test]
    public async Task The_recipe_steps_add_a_complete_property()
    {
        var app = await Recipe.PerformAsync("Add a flight event property", steps: 2);

        var row = app.RowOf(SampleEvents.With("gate", "\"B12\""));
        var rejected = app.RejectionOf(SampleEvents.With("gate", $"\"{new string('x', 129)}\""));
        var cleared = app.RowOf(SampleEvents.With("clearedProperties", "[\"gate\"]"));

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["Gate"], Is.EqualTo("B12"));
            Assert.That(row.ContainsKey("Extra"), Is.False);
            Assert.That(rejected, Does.Contain("gate").And.Contain("129"));
            Assert.That((string?)cleared["Cleared"], Is.EqualTo("Gate"));
            Assert.That(app.Columns("OfFlight"), Does.Contain("gate"));
            Assert.That(app.Columns("OfOneFlight"), Does.Contain("gate"));
            Assert.That(app.Columns("OfEvent"), Does.Contain("gate"));
            foreach (var schema in (string[])["Event", "Correction", "Patch"])
                Assert.That(app.Schema(schema).Properties!["gate"].MaxLength, Is.EqualTo(128), schema);
            Assert.That(app.Limits, Does.Contain("| `status`, `aircraft`, `gate` | 128 characters |"));
        });
    }

    [Test]
    public async Task The_schema_step_of_the_recipe_adds_the_property_to_the_database()
    {
        var changed = WithGate(Schema);

        var check = await KqlCheck.RunAsync(changed, new Dictionary<string, string>
        {
            ["search"] = "SearchFlights() | project Gate",
            ["history"] = "FlightHistory('x') | project Gate",
            ["flights"] = "Flights | project Gate",
        });

        Assert.Multiple(() =>
        {
            Assert.That(SchemaPlaces.MissingFrom(Schema, "Gate").Count(), Is.EqualTo(9));
            Assert.That(SchemaPlaces.MissingFrom(changed, "Gate"), Is.Empty);
            Assert.That(check.Diagnostics, Is.Empty);
            Assert.That(DataDictionary.Create(changed), Does.Contain("| Gate | string | Type or registration |"));
        });
    }

    /// <summary>
    /// Adds the column at the end of the table, the docstrings and the mapping, and next to the example's column in all other places.
    /// </summary>
    private static string WithGate(string schema)
    {
        var state = schema.IndexOf("FlightStates on table", StringComparison.Ordinal);
        var table = schema[..state]
            .Replace("    Envelope:dynamic\n", "    Envelope:dynamic,\n    Gate:string\n", StringComparison.Ordinal);
        table = LastDocstring().Replace(table, "$0,\n    Gate: 'Type or registration'", 1);
        table = LastMapping().Replace(
            table, "$0,\n    {\"column\": \"Gate\", \"Properties\": {\"Path\": \"$$.Gate\"}}", 1);
        return table + Mention().Replace(
            schema[state..], match => match.Value + match.Value.Replace("Aircraft", "Gate", StringComparison.Ordinal));
    }

    [GeneratedRegex("^    Envelope: '.*?'$", RegexOptions.Multiline)]
    private static partial Regex LastDocstring();

    [GeneratedRegex(@"^    \{""column"": ""Envelope"".*?\}\}$", RegexOptions.Multiline)]
    private static partial Regex LastMapping();

    /// <summary>A line that mentions only the example, or the example in a list.</summary>
    [GeneratedRegex(
        @"^        (?:AircraftVersion = .*|arg_max\(AircraftVersion, Aircraft\)),\n|\bAircraft(?:Version|:string)?, ?",
        RegexOptions.Multiline)]
    private static partial Regex Mention();
}
