namespace LocalKusto.Kql.Errors;

/// <summary>
/// A query or command that Kusto would reject. <paramref name="code"/> is Kusto's own where one is known (SYN0002, SEM0100 …);
/// <paramref name="line"/> is 1-based, <paramref name="position"/> the 0-based character in that line, as Kusto counts.
/// </summary>
public sealed class KqlException(KqlErrorKind kind, string code, string message, int line, int position) : Exception(message)
{
    public KqlErrorKind Kind { get; } = kind;

    public string Code { get; } = code;

    public int Line { get; } = line;

    public int Position { get; } = position;
}

public enum KqlErrorKind
{
    Syntax,
    Semantic,
}
