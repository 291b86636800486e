using System.Data;
using System.Globalization;
using LatamFunctions.Http;
using LatamFunctions.Responses;

namespace LatamFunctions.Flights;

/// <summary>
/// The sort order of flights. Flights with equal sort keys are sorted by id. Each page starts after the last sort key of the previous page.
/// Therefore, a flight that matched when the first page was read is on exactly one page unless an event that is stored in the meantime
/// changes its sort key or makes it stop matching.
/// </summary>
internal sealed record FlightOrder
{
    public static readonly IReadOnlyList<FlightOrder> All =
    [
        .. from column in (string[])["ScheduledDeparture", "OccurredAt", "DelayMinutes", "UpdatedAt"]
           from isDescending in (bool[])[true, false]
           select new FlightOrder(column, isDescending),
    ];

    /// <summary>Absent numbers sort below all other numbers (Azure REST API Guidelines, "Filtering and sorting").</summary>
    private const string MinimumNumber = "long(-9223372036854775808)";

    private readonly string _column;
    private readonly bool _isDescending;

    private FlightOrder(string column, bool isDescending)
    {
        _column = column;
        _isDescending = isDescending;
        Name = $"{char.ToLowerInvariant(column[0])}{column[1..]} {(isDescending ? "desc" : "asc")}";
        Text = TextOf();
    }

    /// <summary>The query parameter. If a value contains no direction, the direction is asc, as in Azure's APIs and SQL.</summary>
    public static QueryParameter<FlightOrder?> Parameter { get; } = new(
        "orderby",
        "The property to sort by. Flights without a delay sort as the least delayed.",
        $"one of {string.Join(", ", All.Select(order => order.Name))}",
        new Microsoft.OpenApi.OpenApiSchema
        {
            Type = Microsoft.OpenApi.JsonSchemaType.String,
            Enum = [.. All.Select(order => System.Text.Json.Nodes.JsonValue.Create(order.Name))],
            Default = System.Text.Json.Nodes.JsonValue.Create(All[0].Name),
        },
        (text, out value) =>
        {
            var words = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            value = All.FirstOrDefault(order => order.Name.Equals(words, StringComparison.OrdinalIgnoreCase)
                || order.Name.Equals(words + " asc", StringComparison.OrdinalIgnoreCase));
            return value is not null;
        })
    {
        Rule = "Unknown",
        Default = All[0],
        Example = "delayMinutes desc",
    };

    /// <summary>The sort order of the change feed.</summary>
    public static FlightOrder ByUpdate { get; } = All.Single(order => order.Name == "updatedAt asc");

    public string Name { get; }

    /// <summary>
    /// The KQL operators that sort flights and select a page. The operators use the query parameters afterId and maxRows, and either
    /// afterTime or afterNumber.
    /// </summary>
    public string Text { get; }

    private bool IsNumber => _column == "DelayMinutes";

    public IReadOnlyList<string> KeyOf(IDataRecord row)
    {
        var value = row.GetValue(row.GetOrdinal(_column));
        var key = value switch
        {
            DateTime time => Cursor.Time(time),
            null or DBNull => Cursor.Number(long.MinValue),
            _ => Cursor.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        };
        return [key, row.GetString(row.GetOrdinal("FlightId"))];
    }

    /// <summary>Returns the values of the query parameters for the page after <paramref name="key"/>.</summary>
    public IEnumerable<KeyValuePair<string, object?>> After(IReadOnlyList<string> key)
    {
        yield return IsNumber ? new("afterNumber", Cursor.AsNumber(key[0])) : new("afterTime", Cursor.AsTime(key[0]));
        yield return new("afterId", key[1]);
    }

    /// <summary>Returns the KQL operators. The first comparison is redundant, but allows the database to skip data.</summary>
    private string TextOf()
    {
        var (key, after) = IsNumber ? ($"coalesce(tolong({_column}), {MinimumNumber})", "afterNumber") : (_column, "afterTime");
        var beyond = _isDescending ? "<" : ">";
        return $" | where isempty(afterId) or {key} {beyond}= {after}"
            + $" | where isempty(afterId) or {key} {beyond} {after} or strcmp(FlightId, afterId) > 0"
            + $" | order by {key} {(_isDescending ? "desc" : "asc")}, FlightId asc | take maxRows";
    }
}
