using System.Reflection;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;

namespace Standins.Tests;

/// <summary>
/// The stand-ins whose official assemblies cannot be had here, against <see cref="OfficialSignatures"/>: a member that differs
/// breaks the deployed build, and so does one too many, once it is used.
/// </summary>
public class OfficialSignatureTests
{
    private static IEnumerable<TestCaseData> StandIns()
    {
        yield return Case(typeof(FunctionContext).Assembly, OfficialSignatures.Worker);
        yield return Case(typeof(EventHubTriggerAttribute).Assembly, OfficialSignatures.WorkerEventHubs);
        yield return Case(typeof(HttpTriggerAttribute).Assembly, OfficialSignatures.WorkerHttp);
        yield return Case(typeof(FunctionsApplicationInsightsExtensions).Assembly, OfficialSignatures.WorkerApplicationInsights);
        yield return Case(typeof(EventData).Assembly, OfficialSignatures.EventHubs);
        yield return Case(typeof(TableClient).Assembly, OfficialSignatures.Tables);

        static TestCaseData Case(Assembly assembly, string official) => new TestCaseData(assembly, official).SetArgDisplayNames(assembly.GetName().Name!);
    }

    [TestCaseSource(nameof(StandIns))]
    public void The_stand_in_shows_what_the_official_assembly_shows_and_no_more(Assembly assembly, string official)
    {
        var shown = CSharpSignatures.Of(assembly);
        var listed = Lines(official);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.Except(listed), Is.Empty, "shown here, but not official");
            Assert.That(listed.Except(shown), Is.Empty, "official, but not shown here");
        }
    }

    /// <summary>A line that begins in the first column names a type; the indented ones below it are the type and its members.</summary>
    private static List<string> Lines(string table)
    {
        var lines = new List<string>();
        var type = "";
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == ' ')
                lines.Add($"{type}: {line.Trim()}");
            else
                type = line.Trim();
        }

        return lines;
    }
}
