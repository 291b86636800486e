using System.Text.Json;

namespace Kusto.Data.Net.Client;

/// <summary>
/// The part of Kusto's error object ("Error handling") that clients use. <paramref name="Type"/> is the full name of an exception class,
/// from the inner error if present. <paramref name="Code"/> is the code of the outer error, for example General_BadRequest.
/// <paramref name="InnerCode"/> is the code of the inner error, for example SEM0100, or <c>null</c> if there is no inner error.
/// </summary>
internal sealed record OneApiError(string Type, string Code, string InnerCode, string Message, bool? IsPermanent)
{
    /// <summary>
    /// Parses an error. Returns <c>null</c> if the text is not an error object, for example if it is empty or is a proxy's HTML page.
    /// </summary>
    public static OneApiError TryParse(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith('{'))
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? From(error)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static OneApiError From(JsonElement error)
    {
        var inner = error.TryGetProperty("innererror", out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : (JsonElement?)null;
        return new OneApiError(
            Text(inner ?? error, "@type"),
            Text(error, "code"),
            inner is { } element ? Text(element, "code") : null,
            Text(error, "@message") ?? (inner is { } nested ? Text(nested, "message") : null) ?? Text(error, "message"),
            error.TryGetProperty("@permanent", out var permanent) && permanent.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? permanent.GetBoolean()
                : null);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
