using System.Text;

namespace LatamFunctions.Events;

/// <summary>A property of a flight that events contain. <see cref="FlightProperties"/> lists all of them.</summary>
/// <param name="Field">The property's slot in a parsed event, from which its name follows.</param>
/// <param name="Form">The form of its value.</param>
/// <param name="Description">The description for publishers.</param>
internal sealed record FlightProperty(FlightEventField Field, PropertyForm Form, string Description)
{
    /// <summary>Whether an event may remove its value; not if it identifies the flight or is part of its route or schedule.</summary>
    public bool IsClearable { get; init; } = true;

    /// <summary>The property's column in responses; null if it has none.</summary>
    public PropertyColumn? Column { get; init; }

    /// <summary>The name in JSON.</summary>
    public string Name { get; } = FlightEventFields.Name(Field);

    /// <summary>The name of the column in Azure Data Explorer.</summary>
    public string ColumnName { get; } = Field.ToString();

    /// <summary>Whether its value is a number.</summary>
    public bool IsNumber => Form is PropertyForm.Minutes or PropertyForm.Kilometers;

    /// <summary>The beginning of the property in a row: the name of the column, and a quotation mark unless it is a number.</summary>
    public byte[] RowOpening { get; } =
        Encoding.ASCII.GetBytes($",\"{Field}\":{(Form is PropertyForm.Minutes or PropertyForm.Kilometers ? "" : "\"")}");
}

/// <summary>A column of the responses with flights and with events.</summary>
/// <param name="OfFlight">The description in the state of a flight.</param>
/// <param name="Example">An example value, as text.</param>
internal sealed record PropertyColumn(string OfFlight, string Example)
{
    /// <summary>The description in an event.</summary>
    public string OfEvent { get; init; } = OfFlight;

    /// <summary>A value in an event, as text.</summary>
    public string ExampleOfEvent { get; init; } = Example;
}
