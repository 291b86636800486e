using System.Text.Json.Nodes;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.Cases;

/// <summary>
/// Tests requests and events of kinds that publishers and consumers have reported publicly. Each case is a file in this folder with
/// messages and the expected content of responses. All cases share one stack, so each case has its own flights. README.md describes the
/// format.
/// </summary>
internal sealed partial class CaseTests : StackTestBase
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Cases");

    private static IEnumerable<TestCaseData> Files =>
        from file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
        select new TestCaseData(file).SetName(Path.GetFileNameWithoutExtension(file));

    [TestCaseSource(nameof(Files))]
    public async Task Each_step_of_a_case_has_the_expected_response(string file)
    {
        var text = (await File.ReadAllTextAsync(file)).Replace("<now>", DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ"));
        text = text.Replace("<now+1m>", DateTimeOffset.UtcNow.AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:ssZ"));
        text = text.Replace("<now+11h>", DateTimeOffset.UtcNow.AddHours(11).ToString("yyyy-MM-ddTHH:mm:ssZ"));
        var runner = new CaseRunner(Stack);
        foreach (var step in JsonNode.Parse(text)!["steps"]!.AsArray())
            await runner.RunAsync(step!.AsObject());
    }
}
