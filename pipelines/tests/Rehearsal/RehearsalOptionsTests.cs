using Rehearse;

namespace Pipelines.Tests.Rehearsal;

public sealed class RehearsalOptionsTests
{
    [Test]
    public void Options_have_values_and_defaults() => Assert.Multiple(() =>
    {
        Assert.That(
            RehearsalOptions.CreateCommand().Parse([]).Options, Is.EqualTo(new RehearsalOptions(false, false, null, "IndividualCI")));
        Assert.That(
            RehearsalOptions.CreateCommand().Parse(["--list", "--only", "Build/Test", "--skip-tests", "--reason=Schedule"]).Options,
            Is.EqualTo(new RehearsalOptions(true, true, "Build/Test", "Schedule")));
    });

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("--only needs a value.", "--only", "--list")]
    [TestCase("--reason needs one of IndividualCI, BatchedCI, Manual, Schedule and PullRequest, not 'Nightly'.", "--reason", "Nightly")]
    [TestCase("--list takes no value, but 'all' follows it.", "--list", "all")]
    public void An_invalid_option_is_named_in_the_error(string error, params string[] args) =>
        Assert.That(RehearsalOptions.CreateCommand().Parse(args).Error, Is.EqualTo(error));

    [Test]
    public void The_help_text_lists_every_option() => Assert.That(
        HelpText.OptionsOf(RehearsalOptions.CreateCommand().Help),
        Is.EqualTo(["--list", "--only <stage[/job]>", "--skip-tests", "--reason <reason>", "-h, --help"]));
}
