using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Pipeline;

/// <summary>
/// No script is run by its path alone: a pipeline artifact keeps no execute bit (microsoft/azure-pipelines-tasks#21170), so a script is an
/// argument of bash or node, or is read by another one.
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
                + "an artifact keeps no execute bit");

    /// <summary>Whether a line is neither a comment, nor a message, nor the input of a task that runs <c>bash PATH</c> itself.</summary>
    private static bool IsCode(string line) => !NoCode().IsMatch(line);

    [GeneratedRegex(@"/([\w*-]+\.(?:sh|mjs))\b")]
    private static partial Regex Script();

    [GeneratedRegex(@"\b(?:bash|node|shellcheck)\s|(?:^|\s)\.\s")]
    private static partial Regex Interpreter();

    [GeneratedRegex(@"^\s*(?:#|echo |problem |warning |text=|scriptPath:|displayName:)|usage:")]
    private static partial Regex NoCode();
}
