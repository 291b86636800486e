using Microsoft.Azure.Functions.Worker;

namespace Standins.Tests;

/// <summary>
/// Compares the stand-in whose official assembly is not on every feed with <see cref="OfficialSignatures"/>: a member that differs
/// breaks the deployed build, and so does the use of an additional member.
/// </summary>
public class OfficialSignatureTests
{
    [Test]
    public void The_event_hubs_extension_has_exactly_the_members_of_the_official_assembly()
    {
        var shown = CSharpSignatures.Read(typeof(EventHubTriggerAttribute).Assembly);
        var listed = Lines(OfficialSignatures.WorkerEventHubs);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.Except(listed), Is.Empty, "shown here, but not official");
            Assert.That(listed.Except(shown), Is.Empty, "official, but not shown here");
        }
    }

    /// <summary>The build of the app would look for the WebJobs extension that this attribute names, which is not on every feed.</summary>
    [Test]
    public void The_event_hubs_extension_names_no_package_for_the_host() =>
        Assert.That(
            typeof(EventHubTriggerAttribute).Assembly.GetCustomAttributesData().Select(attribute => attribute.AttributeType.Name),
            Has.None.EqualTo("ExtensionInformationAttribute"));

    /// <summary>A line that starts in the first column names a type; the indented ones below it are the type and its members.</summary>
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
