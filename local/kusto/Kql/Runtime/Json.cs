using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>The JSON text of a dynamic value.</summary>
internal readonly record struct Json(string Text)
{
    public static readonly Json EmptyArray = new("[]");

    public static Json From(JsonElement element) => new(element.GetRawText());
}
