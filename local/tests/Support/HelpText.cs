using System.Text.RegularExpressions;

namespace Tests.Support;

/// <summary>Parses the output of a program's <c>--help</c> option.</summary>
public static partial class HelpText
{
    /// <returns>The options that have a description, including the names of their values.</returns>
    public static IEnumerable<string> OptionsOf(string help) => OptionLine().Matches(help).Select(match => match.Groups[1].Value);

    [GeneratedRegex("^  (-\\S+(?: \\S+)*)  +\\S", RegexOptions.Multiline)]
    private static partial Regex OptionLine();
}
