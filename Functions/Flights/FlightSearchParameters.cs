using System.Globalization;
using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Flights;

/// <summary>Request parameters of the flight search in addition to <see cref="FlightParameters"/>.</summary>
internal static class FlightSearchParameters
{
    public static readonly QueryParameter<string?> Flight = CodeList.Create(new QueryParameter<string?>(
        "flight",
        "Only flights with this designator (airline code and flight number, ignoring case). Designators of codeshares also match.",
        "a flight designator such as LA805: an airline code and a flight number",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 3 },
        (text, out value) =>
        {
            var isDesignator = FlightDesignator.TryParse(text, out var designator);
            value = isDesignator ? designator.ToString() : null;
            return isDesignator;
        })
    { Example = "LA2368" });

    public static readonly QueryParameter<DateTimeOffset?> Date = new(
        "date",
        "Only flights with this operating date: the scheduled departure date in the origin's time zone, which is part of the flight's "
        + "identity.",
        "a date such as 2026-11-20",
        new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
        (text, out value) =>
        {
            var isDate = DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
            value = isDate ? date : null;
            return isDate;
        })
    { Example = "2026-11-20" };

    public static readonly QueryParameter<DateTimeOffset?> ArrivesFrom =
        QueryParameter.Time("arrivesFrom", "Only flights with a scheduled arrival at this time or later.") with { Example = "2026-11-20" };

    public static readonly QueryParameter<DateTimeOffset?> ArrivesBefore =
        QueryParameter.Time("arrivesBefore", "Only flights with a scheduled arrival before this time.") with { Example = "2026-11-21" };

    public static readonly QueryParameter<DateTimeOffset?> UpdatedSince = QueryParameter.Time(
        "updatedSince",
        "Only flights with an event stored at or after this time, in the order in which the events were stored. Use this parameter to "
        + "keep a copy up to date: the last page has a `deltaLink` instead of a `nextLink`. The `deltaLink` returns the flights updated "
        + "since the last page was read. An event may have occurred long before it was stored.") with
    { Example = "2026-11-20T18:00:00Z" };

    public static readonly QueryParameter<string?> Count = QueryParameter.OneOf(
        "count",
        "Returns the number of matching flights across all pages. The service runs a second query for the count.",
        ["true", "false"],
        "false") with
    { Example = "true" };
}
