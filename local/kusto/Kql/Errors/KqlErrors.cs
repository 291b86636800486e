namespace LocalKusto.Kql.Errors;

/// <summary>Creates errors with Kusto's codes and line positions.</summary>
internal static class KqlErrors
{
    public static KqlException Syntax(string text, int at, string message = "A recognition error occurred.")
    {
        var (line, position) = Place(text, at);
        return new KqlException(KqlErrorKind.Syntax, "SYN0002", message, line, position);
    }

    public static KqlException Semantic(string text, int at, string code, string message)
    {
        var (line, position) = Place(text, at);
        return new KqlException(KqlErrorKind.Semantic, code, message, line, position);
    }

    private static (int Line, int Position) Place(string text, int at)
    {
        var before = text.AsSpan(0, Math.Min(at, text.Length));
        var line = before.Count('\n') + 1;
        return (line, before.Length - (before.LastIndexOf('\n') + 1));
    }
}
