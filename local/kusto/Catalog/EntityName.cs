namespace LocalKusto.Catalog;

/// <summary>Names as they are written in KQL.</summary>
internal static class EntityName
{
    /// <summary>The name itself where it is an identifier, <c>['the name']</c> otherwise.</summary>
    public static string Quote(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : $"['{Escape(name)}']";

    /// <summary>A KQL string literal.</summary>
    public static string Literal(string text) => $"\"{Escape(text)}\"";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal);
}
