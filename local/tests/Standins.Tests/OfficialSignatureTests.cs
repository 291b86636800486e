using Microsoft.Azure.Functions.Worker;

namespace Standins.Tests;

/// <summary>
/// Compares the Event Hubs stand-in with <see cref="OfficialSignatures"/>, because some feeds do not have the official assembly. A
/// different or additional member would break the deployed build.
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
            Assert.That(shown.Except(listed), Is.Empty, "members of the stand-in that are not official");
            Assert.That(listed.Except(shown), Is.Empty, "official members that the stand-in does not have");
        }
    }

    /// <summary>
    /// The attribute ExtensionInformation would cause the app's build to restore the WebJobs extension, which is not available from all
    /// feeds.
    /// </summary>
    [Test]
    public void The_event_hubs_extension_names_no_package_for_the_host() =>
        Assert.That(
            typeof(EventHubTriggerAttribute).Assembly.GetCustomAttributesData().Select(attribute => attribute.AttributeType.Name),
            Has.None.EqualTo("ExtensionInformationAttribute"));

    /// <summary>
    /// Combines lines. A line without indentation is the name of a type, and the indented lines below are declarations of the type and its
    /// members.
    /// </summary>
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
