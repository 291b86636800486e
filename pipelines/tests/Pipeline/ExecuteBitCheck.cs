using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// Checks that each script is an argument of bash or node, or is sourced by another script. No script is run by its path alone, because a
/// pipeline artifact does not preserve execute bits (microsoft/azure-pipelines-tasks#21170).
/// </summary>
internal static partial class ExecuteBitCheck
{
    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        from path in files.Paths("pipelines/scripts", ".sh").Concat(files.Paths("pipelines", ".yml"))
        from line in files[path].Split('\n').Index()
        where IsCode(line.Item) && Script().Match(line.Item) is { Success: true } script
            && !Interpreter().IsMatch(line.Item[..script.Index])
        select new Finding(
            path, $"line {line.Index + 1} runs {Script().Match(line.Item).Groups[1].Value} without bash or node: "
                + "an artifact does not preserve execute bits");

    /// <summary>
    /// Returns whether a line is code: not a comment, a message, or the input of a task that itself runs <c>bash PATH</c>.
    /// </summary>
    private static bool IsCode(string line) => !NonCode().IsMatch(line);

    [GeneratedRegex(@"/([\w*-]+\.(?:sh|mjs))\b")]
    private static partial Regex Script();

    [GeneratedRegex(@"\b(?:bash|node|shellcheck)\s|(?:^|\s)\.\s")]
    private static partial Regex Interpreter();

    [GeneratedRegex(@"^\s*(?:#|echo |problem |warning |text=|scriptPath:|displayName:)|usage:")]
    private static partial Regex NonCode();
}
