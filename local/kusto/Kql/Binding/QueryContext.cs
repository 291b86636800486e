using System.Text.Json;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The inputs of a compilation other than the text: the time that <c>now()</c> returns, and the values of declared query parameters (JSON
/// scalars, or strings that contain KQL literals).
/// </summary>
public sealed record QueryContext(DateTime UtcNow, IReadOnlyDictionary<string, JsonElement> Parameters)
{
    /// <summary>
    /// A function that runs a SELECT during compilation and returns its rows as strings, because the columns of some plugins depend on the
    /// data. The value is <c>null</c> if no data is available, for example when a view is defined.
    /// </summary>
    public Func<string, IReadOnlyList<IReadOnlyList<string>>>? Probe { get; init; }

    public static QueryContext At(DateTime utcNow) => new(utcNow, new Dictionary<string, JsonElement>());
}
