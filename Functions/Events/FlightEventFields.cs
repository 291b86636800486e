using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>The JSON names of the fields, derived from the members of <see cref="FlightEventField"/>.</summary>
internal static class FlightEventFields
{
    /// <summary>The number of fields except <see cref="FlightEventField.Other"/>.</summary>
    public const int Count = (int)FlightEventField.Other;

    /// <summary>The maximum length of a name in bytes.</summary>
    public const int MaxNameLength = 32;

    /// <summary>The size of the hash table: a power of two, large enough that collisions are rare.</summary>
    private const int SlotCount = 256;

    /// <summary>The names that are not the camel-case form of the member's name (CloudEvents 1.0, "Context Attributes").</summary>
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

    /// <summary>Returns the name of the JSON property.</summary>
    public static string Name(FlightEventField field) => Names[(int)field];

    /// <summary>Whether the field is known only in the envelope. In the event itself, the field is an unknown property.</summary>
    public static bool IsEnvelopeOnly(FlightEventField field) =>
        field is >= FlightEventField.SpecVersion and <= FlightEventField.Topic or FlightEventField.Source or FlightEventField.DataSchema;

    /// <summary>
    /// Returns the field with the given name, or <see cref="FlightEventField.Other"/> for an unknown name. Names are case-sensitive, but
    /// <c>dataschema</c>, the spelling in CloudEvents, is also accepted.
    /// </summary>
    public static FlightEventField Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2)
            return FlightEventField.Other;

        for (var slot = SlotOf(name); Table[slot].Name is { } known; slot = (slot + 1) & (SlotCount - 1))
        {
            if (name.SequenceEqual(known))
                return Table[slot].Field;
        }

        return FlightEventField.Other;
    }

    /// <summary>
    /// Returns the name's hash. Nearly all names differ in length, in the first character or in the second-to-last character.
    /// </summary>
    private static int SlotOf(ReadOnlySpan<byte> name) => ((name.Length * 61) + (name[0] * 7) + (name[^2] * 31)) & (SlotCount - 1);

    /// <summary>Creates a sparse hash table with linear probing.</summary>
    private static Entry[] TableOf(IReadOnlyList<(FlightEventField Field, string Name)> names)
    {
        var table = new Entry[SlotCount];
        foreach (var (field, name) in names)
        {
            var bytes = Encoding.ASCII.GetBytes(name);
            var slot = SlotOf(bytes);
            while (table[slot].Name is not null)
                slot = (slot + 1) & (SlotCount - 1);
            table[slot] = new Entry(bytes, field);
        }

        return table;
    }

    private readonly record struct Entry(byte[]? Name, FlightEventField Field);
}
