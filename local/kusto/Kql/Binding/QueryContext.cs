using System.Text.Json;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The inputs of a compilation in addition to the text: the one instant that <c>now()</c> means, and the values given for declared query
/// parameters (JSON scalars, or strings that hold KQL literals).
/// </summary>
public sealed record QueryContext(DateTime UtcNow, IReadOnlyDictionary<string, JsonElement> Parameters)
{
    /// <summary>
    /// Runs a SELECT while the query that needs it is compiled, and returns its rows as strings: the columns of some plugins depend on the
    /// data. Null where there are no data, as when a view is defined.
    /// </summary>
    public Func<string, IReadOnlyList<IReadOnlyList<string>>>? Probe { get; init; }

    public static QueryContext At(DateTime utcNow) => new(utcNow, new Dictionary<string, JsonElement>());
}
