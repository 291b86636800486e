using System.Text.RegularExpressions;

namespace Pipelines.Tests.Checks;

/// <summary>What Bicep makes is what the code asks for: hub, consumer group, database, tables, functions, all by the same name.</summary>
internal static partial class NameCheck
{
    private const string Main = "bicep/main.bicep";

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var code = string.Concat(files.Paths("Functions", ".cs").Select(path => files[path]));
        var main = files.Bicep(Main);

        (string Variable, string What, Regex InCode)[] shared =
        [
            ("eventHubName", "the hub of the Event Hub trigger", TriggerHub()),
            ("eventHubName", "the hub that is published to", PublishingHub()),
            ("ingestConsumerGroup", "the trigger's consumer group", ConsumerGroup()),
            ("databaseName", "the default database", Database()),
            ("deadLetterTable", "the dead-letter table", DeadLetterTable()),
        ];
        foreach (var (variable, what, inCode) in shared)
        {
            var expected = main.Variable(variable)?.AsString;
            if (expected is null)
                yield return new Finding(Main, $"there is no variable {variable}");
            foreach (var found in inCode.Matches(code).Select(match => match.Groups[1].Value).Where(found => found != expected))
                yield return new Finding(Main, $"{variable} is '{expected}', but {what} in the code is '{found}'");
            if (variable is not "eventHubName" && inCode.Count(code) == 0)
                yield return new Finding(Main, $"the code no longer says {what}, so {variable} cannot be compared");
        }

        const string appModule = "bicep/modules/function-app.bicep";
        var functions = Function().Matches(code).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var name in AlwaysReady().Matches(files[appModule]).Select(match => match.Groups[1].Value).Where(name => !functions.Contains(name)))
            yield return new Finding(appModule, $"instances are kept ready for the function {name}, which does not exist");

        const string schema = "kusto/schema.kql";
        foreach (var (kind, constant, pattern) in new[]
                 {
                     ("table", KustoTable(), @"\.create-merge table {0}\b"),
                     ("ingestion mapping", KustoMapping(), "ingestion json mapping ['\"]{0}['\"]"),
                 })
        {
            var name = constant.Match(code).Groups[1].Value;
            if (name.Length == 0 || !Regex.IsMatch(files[schema], string.Format(null, pattern, Regex.Escape(name))))
                yield return new Finding(schema, $"the code streams into the {kind} '{name}', which the schema does not create");
        }
    }

    [GeneratedRegex("EventHubTrigger\\(\\s*\"([^\"]+)\"")]
    private static partial Regex TriggerHub();

    [GeneratedRegex("const string Hub = \"([^\"]+)\"")]
    private static partial Regex PublishingHub();

    [GeneratedRegex("\\bConsumerGroup = \"([^\"]+)\"")]
    private static partial Regex ConsumerGroup();

    [GeneratedRegex("string Database \\{ get; set; \\} = \"([^\"]+)\"")]
    private static partial Regex Database();

    [GeneratedRegex("const string Table = \"([a-z]+)\"")]
    private static partial Regex DeadLetterTable();

    [GeneratedRegex("const string Table = \"([A-Z]\\w+)\"")]
    private static partial Regex KustoTable();

    [GeneratedRegex("const string Mapping = \"(\\w+)\"")]
    private static partial Regex KustoMapping();

    [GeneratedRegex("\\[Function\\(\"(\\w+)\"\\)\\]")]
    private static partial Regex Function();

    [GeneratedRegex("'function:(\\w+)'")]
    private static partial Regex AlwaysReady();
}
