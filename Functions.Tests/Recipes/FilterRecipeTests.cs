namespace LatamFunctions.Tests.Recipes;

/// <summary>Follows the recipe in CONTRIBUTING.md for adding a filter to the flight search, in a copy of the app.</summary>
public sealed class FilterRecipeTests
{
    [Test]
    public async Task The_recipe_steps_add_a_complete_filter()
    {
        var app = await Recipe.PerformAsync("Add a filter to the flight search", steps: 2);
        var schema = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "kusto", "schema.kql"));
        var changed = schema
            .Replace("updatedBefore:datetime = datetime(null)) {", "updatedBefore:datetime = datetime(null), aircraft:string = '') {")
            .Replace(
                "    | where isnull(updatedBefore) or UpdatedAt < updatedBefore\n",
                "    | where isnull(updatedBefore) or UpdatedAt < updatedBefore\n    | where isempty(aircraft) or Aircraft == aircraft\n");
        var declarations = app.Text("Flights.FlightFilter", "All", "Declarations");
        var query = new Dictionary<string, string>
        {
            ["search"] = $"declare query_parameters({declarations}); SearchFlights({app.Text("Flights.FlightFilter", "All", "Arguments")})",
        };

        var after = await KqlCheck.RunAsync(changed, query);

        Assert.Multiple(() =>
        {
            Assert.That(declarations, Does.Contain(", aircraft:string = \"\", "));
            Assert.That(app.Names("Flights.FlightFilter", "All", "Parameters"), Does.Contain("aircraft"));
            Assert.That(after.Diagnostics, Is.Empty);
        });
    }
}
