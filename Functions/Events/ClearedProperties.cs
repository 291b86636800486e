using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>
/// The event property <c>clearedProperties</c>: an array with the names of the properties whose values the event clears. Clearing is
/// explicit because a flight retains the value of a property that an event omits. The name <c>extra</c> denotes all properties without a
/// column.
/// </summary>
internal static class ClearedProperties
{
    public const string Name = "clearedProperties";

    /// <summary>The field that represents all properties without a column.</summary>
    private const FlightEventField Extra = FlightEventField.Other;

    /// <summary>The properties that an event can clear, with their columns.</summary>
    private static readonly (FlightEventField Field, string Property, string Column)[] Clearable =
    [
        .. from property in FlightProperties.All
           where property.IsClearable
           orderby property.Field
           select (property.Field, property.Name, property.ColumnName),
        (Extra, "extra", "Extra"),
    ];

    private static readonly byte[][] Columns = [.. Clearable.Select(entry => System.Text.Encoding.ASCII.GetBytes(entry.Column))];

    /// <summary>The allowed values of the property.</summary>
    public static IReadOnlyList<string> KnownNames { get; } = [.. Clearable.Select(entry => entry.Property)];

    /// <summary>Reads the array in <paramref name="json"/>.</summary>
    /// <param name="json">A JSON value of any kind.</param>
    /// <param name="cleared">The cleared fields as a bit mask, in which a field's bit is 1 shifted by the field's value.</param>
    /// <returns>The reason why the value is invalid; <c>null</c> if the value is valid.</returns>
    public static string? Read(ReadOnlySpan<byte> json, out ulong cleared)
    {
        cleared = 0;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return "must be an array of property names";

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                return "must be an array of property names";
            if (!TryFind(ref reader, out var field))
                return $"can contain only {string.Join(", ", KnownNames)}";
            cleared |= BitOf(field);
        }

        return null;
    }

    /// <summary>Whether the event contains a value for a property that it clears.</summary>
    public static bool IsContradiction(ulong cleared, in ParsedEvent parsed, bool hasOtherProperties)
    {
        if ((cleared & BitOf(Extra)) != 0 && hasOtherProperties)
            return true;

        foreach (var (field, _, _) in Clearable)
        {
            if (field != Extra && (cleared & BitOf(field)) != 0 && parsed[field] is { HasValue: true, IsEmptyText: false })
                return true;
        }

        return false;
    }

    /// <summary>Writes the value of the column Cleared: the column names, separated by spaces.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int WriteColumns(ulong cleared, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < Clearable.Length; i++)
        {
            if ((cleared & BitOf(Clearable[i].Field)) == 0)
                continue;

            if (length > 0)
                destination[length++] = (byte)' ';
            Columns[i].CopyTo(destination[length..]);
            length += Columns[i].Length;
        }

        return length;
    }

    private static bool TryFind(ref Utf8JsonReader reader, out FlightEventField field)
    {
        foreach (var entry in Clearable)
        {
            if (reader.ValueTextEquals(entry.Property))
            {
                field = entry.Field;
                return true;
            }
        }

        field = default;
        return false;
    }

    private static ulong BitOf(FlightEventField field) => 1UL << (int)field;
}
