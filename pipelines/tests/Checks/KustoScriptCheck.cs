using System.Text.RegularExpressions;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that the Kusto scripts contain only commands that are allowed in a database script and that can run repeatedly.
/// </summary>
internal static partial class KustoScriptCheck
{
    /// <summary>The allowed beginnings of commands in a script (learn.microsoft.com/azure/data-explorer/database-script).</summary>
    private static readonly string[] AllowedVerbs = [".create", ".create-or-alter", ".create-merge", ".alter", ".alter-merge", ".add"];

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        foreach (var path in files.Paths("kusto", ".kql").Append("bicep/modules/kusto-data-connection.kql"))
        {
            var lines = files[path].Split('\n');
            foreach (var (line, i) in lines.Select((line, i) => (line, i)).Where(entry => entry.line.StartsWith('.')))
            {
                var verb = line.Split(' ')[0];
                if (!AllowedVerbs.Contains(verb))
                    yield return new Finding(path, $"line {i + 1}: a database script must not contain {verb}");
                if (verb == ".create" && !line.Contains(" ifnotexists ", StringComparison.Ordinal))
                    yield return new Finding(path, $"line {i + 1}: .create without ifnotexists fails when it runs again");
                if (i > 0 && lines[i - 1].Length > 0 && !lines[i - 1].StartsWith("//", StringComparison.Ordinal))
                    yield return new Finding(path, $"line {i + 1}: {verb} needs a blank line before it");
            }

            foreach (Match lossy in Lossy().Matches(files[path]))
                yield return new Finding(
                    path,
                    $"'{lossy.Value}' removes data or columns: only add in this release, and remove manually in a later one");
        }
    }

    [GeneratedRegex(@"^\.alter table \w+ \(|^\.(?:drop|set-or-replace|clear|purge)\b.*", RegexOptions.Multiline)]
    private static partial Regex Lossy();
}
