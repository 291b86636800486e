using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.AzureCli;

/// <summary>Finds the <c>az</c> command lines in the repository's scripts and in the code on its pages.</summary>
internal static partial class AzCommandLines
{
    public static IReadOnlyList<AzCommandLine> From(RepositorySnapshot files) =>
    [
        .. files.Paths("pipelines", ".sh").SelectMany(path => InShell(path, files[path], 1)),
        .. files.Paths("docs", ".md").SelectMany(path => InPage(path, files[path])),
    ];

    private static IEnumerable<AzCommandLine> InShell(string path, string text, int firstLine)
    {
        // Commands in comments and in quoted messages are not run.
        foreach (Match match in Command().Matches(text))
        {
            var arguments = ShellWords.ReadCommand(text, match.Index + match.Length).SelectMany(word => Expand(text, word)).ToList();
            yield return new AzCommandLine(path, firstLine + text.AsSpan(0, match.Index).Count('\n'), arguments);
        }
    }

    /// <summary>Finds the commands in bash blocks, and inline code that contains a command with arguments.</summary>
    private static IEnumerable<AzCommandLine> InPage(string path, string text)
    {
        // Angle brackets mark a value that the reader replaces. A shell would interpret the brackets as redirections.
        text = Placeholder().Replace(text, ShellWords.Placeholder);
        foreach (Match block in Block().Matches(text))
            foreach (var command in InShell(path, block.Groups[1].Value, 1 + text.AsSpan(0, block.Groups[1].Index).Count('\n')))
                yield return command;
        foreach (Match code in InlineCode().Matches(text))
        {
            var arguments = ShellWords.ReadCommand(code.Groups[1].Value, 0);
            if (arguments.Any(argument => argument.StartsWith('-')))
                yield return new AzCommandLine(path, 1 + text.AsSpan(0, code.Index).Count('\n'), arguments);
        }
    }

    /// <summary>Returns the elements that the same file assigns to an array. An array that is filled at run time has no elements.</summary>
    private static IEnumerable<string> Expand(string text, string word)
    {
        if (ArrayName().Match(word) is not { Success: true } array)
            return [word];
        var assigned = Regex.Matches(text, $@"(?m)\b{array.Groups[1].Value}=\(([^)\n]*)\)").Select(match => match.Groups[1].Value);
        return assigned.OrderByDescending(elements => elements.Length).Take(1).SelectMany(elements => ShellWords.ReadCommand(elements, 0));
    }

    [GeneratedRegex(
        @"(?m)(?<=(?:^|[|;&(!]|\$\(|\b(?:if|then|else|do|run|change|retry|read_azure [\w./]+|read_azure [\w./]+ \\\n)) *)az(?= )")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?s)```(?:bash|sh)\n(.*?)```")]
    private static partial Regex Block();

    [GeneratedRegex(@"<[\w-]+>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"`az ([^`\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^\$\{(\w+)\[@\]\}$")]
    private static partial Regex ArrayName();
}
