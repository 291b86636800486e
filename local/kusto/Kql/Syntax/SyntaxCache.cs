using System.Collections.Concurrent;

namespace LocalKusto.Kql.Syntax;

/// <summary>
/// Caches syntax trees by text. Without the cache, every query would parse the stored functions and views that it uses. In addition,
/// clients send the same queries repeatedly with different parameters. Syntax trees are immutable.
/// </summary>
internal static class SyntaxCache
{
    private const int MaxTexts = 1000;
    private const int MaxLength = 16 * 1024;

    private static readonly ConcurrentDictionary<string, IReadOnlyList<Statement>> Scripts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string Parameters, string Body), FunctionDeclaration> Functions = new();

    /// <inheritdoc cref="Parser.ParseScript"/>
    public static IReadOnlyList<Statement> Script(string text) =>
        text.Length > MaxLength ? Parser.ParseScript(text) : Find(Scripts, text, Parser.ParseScript);

    /// <inheritdoc cref="Parser.ParseFunction"/>
    public static FunctionDeclaration Function(string parameters, string body) =>
        Find(Functions, (parameters, body), text => Parser.ParseFunction(text.Item1, text.Item2));

    /// <summary>
    /// Returns the cached tree, or parses the text and adds the tree. A full cache is cleared, and entries that are still used are added
    /// again.
    /// </summary>
    private static T Find<TText, T>(ConcurrentDictionary<TText, T> known, TText text, Func<TText, T> parse)
        where TText : notnull
    {
        if (known.TryGetValue(text, out var syntax))
            return syntax;
        if (known.Count >= MaxTexts)
            known.Clear();
        return known.GetOrAdd(text, parse);
    }
}
