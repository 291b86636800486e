using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>Splits a command line into arguments according to the rules of Windows (CommandLineToArgvW).</summary>
internal static class CommandLine
{
    public static Json? Parse(string text, string kind)
    {
        if (kind != "windows" || string.IsNullOrWhiteSpace(text))
            return null;
        var arguments = new List<string>();
        var at = 0;
        var steps = 0;
        while (SkipBlanks(text, ref at))
            arguments.Add(Next(text, ref at, isProgram: arguments.Count == 0, ref steps));
        return DynamicValues.Strings(arguments);
    }

    private static bool SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at < text.Length;
    }

    /// <summary>
    /// Reads the next argument. Backslashes are literal unless they precede a quotation mark. Before a quotation mark, two backslashes are
    /// an escaped backslash, and a single backslash escapes the quotation mark. Backslashes in the program name are always literal.
    /// </summary>
    private static string Next(string text, ref int at, bool isProgram, ref int steps)
    {
        var argument = new StringBuilder();
        var isQuoted = false;
        while (at < text.Length && (isQuoted || text[at] is not (' ' or '\t')))
        {
            Evaluation.Step(ref steps);
            var backslashes = 0;
            while (!isProgram && at + backslashes < text.Length && text[at + backslashes] == '\\')
                backslashes++;
            if (backslashes > 0)
            {
                at += backslashes;
                var isBeforeMark = at < text.Length && text[at] == '"';
                argument.Append('\\', isBeforeMark ? backslashes / 2 : backslashes);
                if (isBeforeMark && backslashes % 2 == 1)
                    argument.Append(text[at++]);
            }
            else if (text[at] != '"')
            {
                argument.Append(text[at++]);
            }
            else if (!isProgram && isQuoted && at + 1 < text.Length && text[at + 1] == '"')
            {
                argument.Append('"');
                at += 2;
            }
            else
            {
                isQuoted = !isQuoted;
                at++;
            }
        }

        return argument.ToString();
    }
}
