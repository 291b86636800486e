using System.Text;

namespace LatamFunctions.Events;

/// <summary>A flight property that events contain. <see cref="FlightProperties"/> lists all properties.</summary>
/// <param name="Field">The field of the property in a parsed event, from which the property's name is derived.</param>
/// <param name="Form">The form of the property's value.</param>
/// <param name="Description">The description for publishers.</param>
internal sealed record FlightProperty(FlightEventField Field, PropertyForm Form, string Description)
{
    /// <summary>Whether events can clear the property. Properties that identify a flight or describe its route are not clearable.</summary>
    public bool IsClearable { get; init; } = true;

    /// <summary>The property's column in responses; <c>null</c> if the property has no column.</summary>
    public PropertyColumn? Column { get; init; }

    /// <summary>The name in JSON.</summary>
    public string Name { get; } = FlightEventFields.Name(Field);

    /// <summary>The name of the column in Azure Data Explorer.</summary>
    public string ColumnName { get; } = Field.ToString();

    /// <summary>Whether the property's value is a number.</summary>
    public bool IsNumber => Form is PropertyForm.Minutes or PropertyForm.Kilometers;

    /// <summary>The start of the property in a row: the column name and, unless the value is a number, a quotation mark.</summary>
    public byte[] RowOpening { get; } =
        Encoding.ASCII.GetBytes($",\"{Field}\":{(Form is PropertyForm.Minutes or PropertyForm.Kilometers ? "" : "\"")}");
}

/// <summary>A column in responses with flights and events.</summary>
/// <param name="OfFlight">The description of the column for flights.</param>
/// <param name="Example">An example value, as text.</param>
internal sealed record PropertyColumn(string OfFlight, string Example)
{
    /// <summary>The description of the column for events.</summary>
    public string OfEvent { get; init; } = OfFlight;

    /// <summary>An example value for events, as text.</summary>
    public string ExampleOfEvent { get; init; } = Example;
}
