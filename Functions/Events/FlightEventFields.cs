using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>The names of the fields in JSON, which follow from the members of <see cref="FlightEventField"/>.</summary>
internal static class FlightEventFields
{
    /// <summary>The number of fields with a slot: all but <see cref="FlightEventField.Other"/>.</summary>
    public const int Count = (int)FlightEventField.Other;

    /// <summary>The maximum number of bytes of a name.</summary>
    public const int MaxNameLength = 32;

    /// <summary>A power of two, so large that few names share a slot.</summary>
    private const int Places = 256;

    /// <summary>The names that are not those of their member in camel case (CloudEvents 1.0, "Context Attributes").</summary>
    private static readonly FrozenDictionary<FlightEventField, string> OwnNames = new Dictionary<FlightEventField, string>
    {
        [FlightEventField.SpecVersion] = "specversion",
        [FlightEventField.DataBase64] = "data_base64",
    }.ToFrozenDictionary();

    private static readonly string[] Names =
    [
        .. from field in Enum.GetValues<FlightEventField>()
           where field != FlightEventField.Other
           select OwnNames.GetValueOrDefault(field) ?? JsonNamingPolicy.CamelCase.ConvertName(field.ToString()),
    ];

    private static readonly Entry[] Table = TableOf(
        [.. Names.Select((name, field) => ((FlightEventField)field, name)), (FlightEventField.DataSchema, "dataschema")]);

    /// <summary>The JSON property as publishers write it.</summary>
    public static string Name(FlightEventField field) => Names[(int)field];

    /// <summary>Whether the field belongs to the envelope alone, and is an ordinary unknown property anywhere else.</summary>
    public static bool IsEnvelopeOnly(FlightEventField field) =>
        field is >= FlightEventField.SpecVersion and <= FlightEventField.Topic or FlightEventField.Source or FlightEventField.DataSchema;

    /// <summary>Case-sensitive, except that CloudEvents spells <c>dataschema</c> in lower case.</summary>
    public static FlightEventField Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2)
            return FlightEventField.Other;

        for (var place = PlaceOf(name); Table[place].Name is { } known; place = (place + 1) & (Places - 1))
        {
            if (name.SequenceEqual(known))
                return Table[place].Field;
        }

        return FlightEventField.Other;
    }

    /// <summary>Nearly all names differ in their length, their first or their last but one character.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> name) => ((name.Length * 61) + (name[0] * 7) + (name[^2] * 31)) & (Places - 1);

    /// <summary>A hash table with linear probing, mostly empty.</summary>
    private static Entry[] TableOf(IReadOnlyList<(FlightEventField Field, string Name)> names)
    {
        var table = new Entry[Places];
        foreach (var (field, name) in names)
        {
            var bytes = Encoding.ASCII.GetBytes(name);
            var place = PlaceOf(bytes);
            while (table[place].Name is not null)
                place = (place + 1) & (Places - 1);
            table[place] = new Entry(bytes, field);
        }

        return table;
    }

    private readonly record struct Entry(byte[]? Name, FlightEventField Field);
}
