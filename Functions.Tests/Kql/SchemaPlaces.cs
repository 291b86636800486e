using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Kql;

/// <summary>The places in kusto/schema.kql that must contain each flight property.</summary>
internal static class SchemaPlaces
{
    private static readonly (string Place, string Section, string Property)[] All =
    [
        ("the table", @"^\.create-merge table FlightEvents \(.*?^\)", @"^    {0}:\w+,?$"),
        ("the docstrings", @"^\.alter-merge table FlightEvents column-docstrings \(.*?^\)", "^    {0}: '"),
        ("the ingestion mapping", "^.create-or-alter table FlightEvents ingestion json mapping.*?^]",
            @"""column"": ""{0}"", ""Properties"": \{{""Path"": ""\$\.{0}""\}}"),
        ("the view", "FlightStates on table FlightEvents {{.*?^}}", @"^        {0}Version = .*?\barg_max\({0}Version, {0}\b"),
        ("the events of FoldFlights", @"^FoldFlights\(events:\(.*?\)\)", @"\b{0}:\w+"),
        ("FoldFlights", @"^FoldFlights\(.*?^}}", @"^        {0}Version = .*?\barg_max\({0}Version, {0}\b"),
        ("Flights", @"^Flights\(.*?^}}", @"\bproject\b.*\b{0}\b"),
        ("the columns of ApiFlights", @"^ApiFlights\(.*?^}}", @"\bproject\b.*\b{0}\b.*StateVersion"),
        ("StateVersion of ApiFlights", @"^ApiFlights\(.*?^}}", @"StateVersion = .*\b{0}Version\b"),
    ];

    /// <summary>Returns the places from which a property is missing.</summary>
    /// <param name="schema">The database script.</param>
    /// <param name="column">The column of the property.</param>
    public static IEnumerable<string> MissingFrom(string schema, string column) =>
        from place in All
        let section = Match(schema, place.Section.Replace("{{", "{").Replace("}}", "}"))
        where section.Length == 0 || Match(section, string.Format(null, place.Property, column)).Length == 0
        select $"{column} is not in {place.Place}";

    private static string Match(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.Multiline | RegexOptions.Singleline).Value;
}
