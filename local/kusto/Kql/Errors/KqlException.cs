namespace LocalKusto.Kql.Errors;

/// <summary>
/// The exception for a query or command that is invalid or not supported. <paramref name="code"/> is Kusto's code if it is known (for
/// example SYN0002 or SEM0100). As in Kusto, <paramref name="line"/> is 1-based, and <paramref name="position"/> is the 0-based position in
/// the line.
/// </summary>
public sealed class KqlException(KqlErrorKind kind, string code, string message, int line, int position) : Exception(message)
{
    public KqlErrorKind Kind { get; } = kind;

    public string Code { get; } = code;

    public int Line { get; } = line;

    public int Position { get; } = position;
}

/// <summary>The phase of the compilation that rejects the text.</summary>
public enum KqlErrorKind
{
    Syntax,
    Semantic,
}
