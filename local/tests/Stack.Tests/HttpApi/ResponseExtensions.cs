using System.Text.Json;

namespace LocalStack.Tests.HttpApi;

internal static class ResponseExtensions
{
    /// <summary>The rows of a list.</summary>
    public static IReadOnlyList<JsonElement> Rows(this JsonElement list) => [.. list.GetProperty("value").EnumerateArray()];

    /// <summary>The string in a column of each row of a list.</summary>
    public static IReadOnlyList<string?> Column(this JsonElement list, string name) =>
        [.. list.Rows().Select(row => row.GetProperty(name).GetString())];

    public static string? NextLink(this JsonElement list) => list.TryGetProperty("nextLink", out var link) ? link.GetString() : null;

    /// <summary>A number, or null where the row does not have it.</summary>
    public static double? Number(this JsonElement row, string name) => row.TryGetProperty(name, out var number) ? number.GetDouble() : null;

    /// <summary>The targets of a problem's errors.</summary>
    public static IReadOnlyList<string?> Targets(this JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray().Select(error => error.GetProperty("target").GetString())]
            : [];
}
