using System.Text.Json;

namespace LocalStack.Tests.HttpApi;

internal static class ResponseExtensions
{
    /// <summary>Returns the rows of a list.</summary>
    public static IReadOnlyList<JsonElement> Rows(this JsonElement list) => [.. list.GetProperty("value").EnumerateArray()];

    /// <summary>Returns the strings in a column of a list.</summary>
    public static IReadOnlyList<string?> Column(this JsonElement list, string name) =>
        [.. list.Rows().Select(row => row.GetProperty(name).GetString())];

    public static string? NextLink(this JsonElement list) => list.TryGetProperty("nextLink", out var link) ? link.GetString() : null;

    /// <summary>Returns a number, or <c>null</c> if the row does not have the property.</summary>
    public static double? Number(this JsonElement row, string name) => row.TryGetProperty(name, out var number) ? number.GetDouble() : null;

    /// <summary>Returns the targets of the errors in a problem.</summary>
    public static IReadOnlyList<string?> Targets(this JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray().Select(error => error.GetProperty("target").GetString())]
            : [];
}
