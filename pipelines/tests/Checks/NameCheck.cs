using System.Text.RegularExpressions;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Checks that the deployment and the code use the same names for the hub, the consumer group, the database, the tables and the functions.
/// </summary>
internal static partial class NameCheck
{
    private const string Main = "bicep/main.bicep";

    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var code = string.Concat(files.Paths("Functions", ".cs").Select(path => files[path]));
        var snapshot = files.Templates.Snapshot("prod");

        (string Type, string What, Regex InCode)[] shared =
        [
            ("Microsoft.EventHub/namespaces/eventhubs", "the event hub", Hub()),
            ("Microsoft.EventHub/namespaces/eventhubs/consumergroups", "the trigger's consumer group", ConsumerGroup()),
            ("Microsoft.Kusto/clusters/databases", "the default database", Database()),
            ("Microsoft.Storage/storageAccounts/tableServices/tables", "a table", Tables()),
        ];
        foreach (var (type, what, inCode) in shared)
        {
            var deployed = snapshot.OfType(type).Select(resource => resource.Name.Split('/')[^1]).ToList();
            var wanted = inCode.Matches(code).Select(match => match.Groups[1].Value).Distinct().ToList();
            foreach (var name in wanted.Where(name => !deployed.Contains(name)))
                yield return new Finding(Main, $"{what} in the code is '{name}', but the deployment has {string.Join(", ", deployed)}");
            if (wanted.Count == 0)
                yield return new Finding(Main, $"the name of {what} was not found in the code, so it cannot be compared");
        }

        var functions = Function().Matches(code).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var group in snapshot.Single("Microsoft.Web/sites").Items("properties.functionAppConfig.scaleAndConcurrency.alwaysReady"))
            if (group.GetProperty("name").GetString()!.Split(':') is [_, var function] && !functions.Contains(function))
                yield return new Finding(
                    "bicep/modules/function-app.bicep", $"instances are always ready for the function {function}, which does not exist");

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

    [GeneratedRegex("const string Hub = \"([^\"]+)\"")]
    private static partial Regex Hub();

    [GeneratedRegex("\\bConsumerGroup = \"([^\"]+)\"")]
    private static partial Regex ConsumerGroup();

    [GeneratedRegex("string Database \\{ get; set; \\} = \"([^\"]+)\"")]
    private static partial Regex Database();

    [GeneratedRegex("const string Table = \"([a-z]+)\"")]
    private static partial Regex Tables();

    [GeneratedRegex("const string Table = \"([A-Z]\\w+)\"")]
    private static partial Regex KustoTable();

    [GeneratedRegex("const string Mapping = \"(\\w+)\"")]
    private static partial Regex KustoMapping();

    [GeneratedRegex("\\[Function\\(\"(\\w+)\"\\)\\]")]
    private static partial Regex Function();
}
