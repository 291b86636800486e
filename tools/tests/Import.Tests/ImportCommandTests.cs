namespace LatamFunctions.Import.Tests;

public sealed class ImportCommandTests
{
    private static readonly string ExistingFile = typeof(ImportCommandTests).Assembly.Location;

    [Test]
    public void Missing_options_have_their_defaults()
    {
        var (options, error) = ImportCommand.Create().Parse([ExistingFile, "--map", "bts"]);

        Assert.That(error, Is.Null);
        Assert.That(
            (options!.File.FullName, options.Map, options.Hub, options.Encoding, options.Namespace),
            Is.EqualTo((ExistingFile, "bts", "flight-events", "utf-8", (string?)null)));
        Assert.That((options.IsDryRun, options.Restarts, options.IsVerbose), Is.EqualTo((false, false, false)));
    }

    [TestCase("<FILE> is missing.", "--map", "bts")]
    [TestCase("File does not exist: 'none.csv'.", "none.csv", "--map", "bts")]
    [TestCase("'--bogus' is not an option.", "--bogus", "--map", "bts")]
    [TestCase("--hub needs a value.", "none.csv", "--hub", "--restart")]
    [TestCase("--dry-run takes no value, but 'yes' follows it.", "none.csv", "--dry-run", "yes")]
    public void An_invalid_command_line_is_reported_with_the_reason(string error, params string[] args) =>
        Assert.That(ImportCommand.Create().Parse(args).Error, Is.EqualTo(error));

    [TestCase("--map is required.")]
    [TestCase("--encoding needs one of utf-8, utf-16 and latin-1, not 'ascii'.", "--map", "bts", "--encoding", "ascii")]
    public void An_invalid_option_is_named_in_the_error(string error, params string[] args) =>
        Assert.That(ImportCommand.Create().Parse([ExistingFile, .. args]).Error, Is.EqualTo(error));

    [Test]
    public void The_help_text_lists_every_option() => Assert.That(
        HelpText.OptionsOf(ImportCommand.Create().Help),
        Is.EqualTo(
        [
            "--map <map> (REQUIRED)", "--namespace <host>", "--connection-string <text>", "--hub <name>", "--encoding <encoding>",
            "--dry-run", "--restart", "--verbose", "-h, --help",
        ]));
}
