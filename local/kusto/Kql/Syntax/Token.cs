namespace LocalKusto.Kql.Syntax;

internal enum TokenKind
{
    Identifier,
    Long,
    Real,
    TimeSpan,
    String,

    /// <summary>
    /// <c>datetime(…)</c>, <c>dynamic(…)</c> and similar literals: the type in <see cref="Token.Text"/>, the raw inside in
    /// <see cref="Token.Value"/>.
    /// </summary>
    TypedLiteral,
    Punctuation,
    End,
}

/// <summary>A token: its text as written (of a bracketed name, the name), its meaning, and its start.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, object? Value, int Start, int End)
{
    public bool Is(string text) => Kind is TokenKind.Identifier or TokenKind.Punctuation && Text == text && Value is null;
}
