namespace LocalKusto.Catalog;

/// <summary>Formats names and strings as KQL.</summary>
internal static class EntityName
{
    /// <summary>Returns the name unchanged if it is an identifier, otherwise <c>['the name']</c>.</summary>
    public static string Quote(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : $"['{Escape(name)}']";

    /// <summary>Returns the text as a KQL string literal.</summary>
    public static string Literal(string text) => $"\"{Escape(text)}\"";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal);
}
