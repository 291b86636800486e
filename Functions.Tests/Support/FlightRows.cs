using System.Data;
using LatamFunctions.Flights;
using LatamFunctions.Responses;
using Microsoft.OpenApi;

namespace LatamFunctions.Tests.Support;

/// <summary>Creates rows with the columns of flights. Most columns of a row have no value.</summary>
internal static class FlightRows
{
    public static DataTableReader Create(params IEnumerable<(string Id, DateTime Departure, int? Delay)> flights)
    {
        var table = Empty();
        foreach (var (id, departure, delay) in flights)
        {
            var row = table.NewRow();
            row["FlightId"] = id;
            row["ScheduledDeparture"] = departure;
            row["DelayMinutes"] = delay is { } minutes ? minutes : DBNull.Value;
            row["EventId"] = $"event-of-{id}";
            row["OccurredAt"] = departure;
            row["UpdatedAt"] = departure;
            AddVersions(row);
            table.Rows.Add(row);
        }

        return table.CreateDataReader();
    }

    /// <summary>Creates a row with the given columns.</summary>
    public static DataTableReader One(params IEnumerable<(string Column, object Value)> values)
    {
        var table = Empty();
        var row = table.NewRow();
        foreach (var (column, value) in values)
            row[column] = value;
        AddVersions(row);
        table.Rows.Add(row);
        return table.CreateDataReader();
    }

    private static void AddVersions(DataRow row)
    {
        row["Version"] = $"{row["OccurredAt"]:O}/4/000000000000/0000000000";
        row["StateVersion"] = row["Version"];
        if (row.IsNull("Derived"))
            row["Derived"] = "";
    }

    private static DataTable Empty()
    {
        var table = new DataTable();
        foreach (var column in FlightColumns.OfOneFlight)
        {
            var added = table.Columns.Add(column.Source, TypeOf(column));
            if (added.DataType == typeof(DateTime))
                added.DateTimeMode = DataSetDateTime.Utc;
        }

        table.Columns.Add("Version", typeof(string));
        table.Columns.Add("Derived", typeof(string));
        table.Columns.Add("StateVersion", typeof(string));
        return table;
    }

    private static Type TypeOf(ResponseColumn column) => column switch
    {
        { Format: "date-time" } => typeof(DateTime),
        { Type: JsonSchemaType.Integer } => typeof(int),
        { Type: JsonSchemaType.Number } => typeof(double),
        { Type: JsonSchemaType.String } => typeof(string),
        { Type: JsonSchemaType.Boolean } => typeof(bool),
        _ => typeof(object),
    };
}
