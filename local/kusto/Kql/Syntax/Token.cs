namespace LocalKusto.Kql.Syntax;

internal enum TokenKind
{
    Identifier,
    Long,
    Real,
    TimeSpan,
    String,

    /// <summary>
    /// A literal such as <c>datetime(…)</c> or <c>dynamic(…)</c>. <see cref="Token.Text"/> is the type, and <see cref="Token.Value"/> is
    /// the unparsed content.
    /// </summary>
    TypedLiteral,
    Punctuation,
    End,
}

/// <summary>
/// A token. <paramref name="Text"/> is the text of an identifier or a punctuation mark, or the type of a typed literal.
/// <paramref name="Value"/> is the value of a literal.
/// </summary>
internal readonly record struct Token(TokenKind Kind, string Text, object? Value, int Start, int End)
{
    public bool Is(string text) => Kind is TokenKind.Identifier or TokenKind.Punctuation && Text == text && Value is null;
}
