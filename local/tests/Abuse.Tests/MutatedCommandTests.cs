using System.Text;
using Abuse.Tests.Support;
using LocalKusto.Commands;
using LocalKusto.Errors;
using LocalKusto.Kql.Errors;

namespace Abuse.Tests;

/// <summary>Tests that each damaged management command is either parsed or rejected with a client error.</summary>
internal sealed class MutatedCommandTests
{
    private const string Target = "damaged management commands, parsed";

    [Test]
    public void A_mutated_management_command_is_parsed_or_rejected() => Parse(new LongForm(Target, 5_000, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public void Many_mutated_management_commands_are_parsed_or_rejected() => Parse(new LongForm(Target));

    private static void Parse(LongForm form)
    {
        var mutations = new Mutations(form.Seed, KqlTexts.Commands, KqlTexts.Splices);
        var rejected = 0;
        while (form.TryNext())
        {
            var text = Encoding.UTF8.GetString(mutations.Next());
            try
            {
                CommandParser.Parse(text.Trim());
            }
            catch (Exception e) when (e is KqlException or KustoRequestException)
            {
                rejected++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Text {form.Sent} of seed {form.Seed}:\n{text}\n{e}");
            }
        }

        form.Report(LongForm.Counts<string>([new("parsed", form.Sent - rejected), new("rejected", rejected)]));
    }
}
