using System.Text;

namespace Pipelines.Tests.AzureCli;

/// <summary>
/// Splits a shell command into words as bash does. Supports the parts of the grammar that scripts with <c>az</c> calls use: quotes,
/// escapes, line continuations, comments and operators. A placeholder replaces each expansion, but an array <c>"${name[@]}"</c> is
/// returned as a separate kind of word.
/// </summary>
internal static class ShellWords
{
    /// <summary>The word that replaces an expansion.</summary>
    public const string Placeholder = "x";

    /// <summary>Returns the words of the command that starts at <paramref name="at"/> and ends before the next operator.</summary>
    public static IReadOnlyList<string> ReadCommand(string text, int at)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;

        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length && text[i + 1] == '\n':
                    EndWord();
                    i++;
                    break;
                case '\\' when i + 1 < text.Length:
                    Append(text[++i]);
                    break;
                case '\'':
                    var close = text.IndexOf('\'', i + 1);
                    Append(text.AsSpan(i + 1, close - i - 1));
                    i = close;
                    break;
                case '"':
                    i = ReadQuoted(text, i + 1, word);
                    inWord = true;
                    break;
                case '$':
                    i = ReadExpansion(text, i, word);
                    inWord = true;
                    break;
                case ' ' or '\t':
                    EndWord();
                    break;

                // Neither a redirection nor its file descriptor is an argument.
                case '>' or '<':
                    if (word.ToString() is "1" or "2")
                        (inWord, _) = (false, word.Clear());
                    EndWord();
                    return words;
                case '\n' or '|' or ';' or '&' or ')' or '`':
                    EndWord();
                    return words;
                case '#' when !inWord:
                    return words;
                default:
                    Append(text[i]);
                    break;
            }
        }

        EndWord();
        return words;

        void Append(params ReadOnlySpan<char> characters)
        {
            word.Append(characters);
            inWord = true;
        }

        void EndWord()
        {
            if (inWord)
                words.Add(word.ToString());
            (inWord, _) = (false, word.Clear());
        }
    }

    /// <returns>The index of the closing quote.</returns>
    private static int ReadQuoted(string text, int at, StringBuilder word)
    {
        var i = at;
        for (; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                if (text[++i] != '\n')
                    word.Append(text[i]);
            }
            else if (text[i] == '$')
            {
                i = ReadExpansion(text, i, word);
            }
            else
            {
                word.Append(text[i]);
            }
        }

        return i;
    }

    /// <returns>The index of the expansion's last character.</returns>
    private static int ReadExpansion(string text, int at, StringBuilder word)
    {
        if (text.AsSpan(at).StartsWith("${") && text.IndexOf('}', at) is var brace and > 0)
        {
            var name = text[(at + 2)..brace];
            word.Append(name.EndsWith("[@]", StringComparison.Ordinal) && !name.StartsWith('#') ? $"${{{name}}}" : Placeholder);
            return brace;
        }

        if (text.AsSpan(at).StartsWith("$("))
        {
            var depth = 1;
            var i = at + 2;
            for (; i < text.Length && depth > 0; i++)
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            word.Append(Placeholder);
            return i - 1;
        }

        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        word.Append(Placeholder);
        return Math.Max(end - 1, at);
    }
}
