namespace CommandLines.Tests;

public sealed class ProgramCommandTests
{
    private static ProgramCommand<Values> Command()
    {
        var flag = OptionOf.Flag("--flag", "A flag.");
        var text = OptionOf.Text("--text", "folder", "A text.");
        var number = OptionOf.Number("--number", "A number.", 1, 32).WithDefault(4);
        var port = OptionOf.Port("--port", "A port.");
        var count = OptionOf.Count("--count", "A count.", 3_000_000).WithOptionalValue(200_000);
        var address = OptionOf.Address("--address", "An address.", "http://127.0.0.1:4318");
        var settings = OptionOf.Assignments("--setting", "A setting.", "Ingestion:Retries=3");
        var rows = OptionOf.CountArgument("rows", "Rows.", 1000, 7);
        return new(
            "--project bench/example",
            "An example.",
            [rows, flag, text, number, port, count, address, settings],
            result => new Values(
                result.GetValue(flag), result.GetValue(text), result.GetValue(number), result.ValueOrNull(port), result.ValueOrNull(count),
                result.GetValue(address), result.GetRequiredValue(settings), result.GetValue(rows)))
        {
            Check = result => result.GetValue(flag) && result.GetResult(port) is null ? "--flag needs --port." : null,
        };
    }

    [Test]
    public void Missing_options_have_their_defaults()
    {
        var (values, error) = Command().Parse([]);

        Assert.That(error, Is.Null);
        Assert.That(
            (values!.IsSet, values.Text, values.Number, values.Port, values.Count, values.Address, values.Settings.Count, values.Rows),
            Is.EqualTo((false, (string?)null, 4, (int?)null, (int?)null, (Uri?)null, 0, 7)));
    }

    [Test]
    public void A_value_follows_its_option_or_an_equals_sign()
    {
        var (values, error) = Command().Parse(
            ["--flag", "--text", "@some/folder", "--number=8", "--port", "0", "--count", "3M", "--address=https://x/", "1k"]);

        Assert.That(error, Is.Null);
        Assert.That(
            (values!.IsSet, values.Text, values.Number, values.Port, values.Count, values.Address, values.Rows),
            Is.EqualTo((true, "@some/folder", 8, 0, 3_000_000, new Uri("https://x/"), 1000)));
    }

    [TestCase("--count")]
    [TestCase("--count", "--number", "1")]
    [TestCase("--count", "200k")]
    public void The_value_of_an_option_can_be_optional(params string[] args) =>
        Assert.That(Command().Parse(args).Options!.Count, Is.EqualTo(200_000));

    [Test]
    public void Assignments_are_parsed_into_names_and_values() => Assert.That(
        Command().Parse(["--setting", "Kusto:Endpoint=http://x/?a=b", "--setting=Server=1", "--setting", "Empty="]).Options!.Settings,
        Is.EqualTo(new Dictionary<string, string> { ["Kusto:Endpoint"] = "http://x/?a=b", ["Server"] = "1", ["Empty"] = "" }));

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("'--bogus' is not an option.", "--bogus", "value")]
    [TestCase("'--bogus' is not an option.", "--text", "--bogus")]
    [TestCase("'-x' is not an option.", "5", "-x")]
    [TestCase("'--bogus' is not an option.", "--number", "0", "1", "--bogus")]
    [TestCase("--flag takes no value, but 'yes' follows it.", "1", "--flag", "yes")]
    [TestCase("--flag takes no value, but 'yes' follows it.", "1", "--flag=yes")]
    [TestCase("--flag takes no value, but 'yes' follows it.", "--text", "yes", "1", "--flag", "yes")]
    [TestCase("--text needs a value.", "--text")]
    [TestCase("--text needs a value.", "--text", "")]
    [TestCase("--number needs a value.", "--number", "--flag")]
    [TestCase("--setting needs a value.", "--setting")]
    [TestCase("--number needs a whole number from 1 to 32, not '0'.", "--number", "0")]
    [TestCase("--number needs a whole number from 1 to 32, not '-1'.", "--number", "-1")]
    [TestCase("--port needs a whole number from 0 to 65535, not 'x'.", "--port", "x")]
    [TestCase("--count needs a number such as 500, 200k or 3m, up to 3000000, not '4m'.", "--count", "4m")]
    [TestCase("--count needs a number such as 500, 200k or 3m, up to 3000000, not 'k'.", "--count=k")]
    [TestCase("--address needs an address such as http://127.0.0.1:4318, not 'localhost:4318'.", "--address", "localhost:4318")]
    [TestCase("--setting needs a name and a value such as Ingestion:Retries=3, not 'nothing'.", "--setting", "nothing")]
    [TestCase("--setting needs a name and a value such as Ingestion:Retries=3, not '=3'.", "--setting", "=3")]
    [TestCase("Option '--number' expects a single argument but 2 were provided.", "--number", "1", "--number", "2")]
    [TestCase("<rows> needs a number such as 500, 200k or 3m, up to 1000, not '2k'.", "2k")]
    [TestCase("--flag needs --port.", "--flag")]
    public void An_error_names_the_option(string error, params string[] args) =>
        Assert.That(Command().Parse(args).Error, Is.EqualTo(error));

    [Test]
    public void The_help_text_has_the_command_the_options_and_their_defaults() => Assert.That(
        Command().Help.ReplaceLineEndings("\n").Trim(),
        Is.EqualTo(
            """
            Description:
              An example.

            Usage:
              dotnet run --project bench/example -- [<rows>] [options]

            Arguments:
              <rows>  Rows. [default: 7]

            Options:
              --flag                  A flag.
              --text <folder>         A text.
              --number <n>            A number. [default: 4]
              --port <port>           A port.
              --count <n>             A count.
              --address <address>     An address.
              --setting <name=value>  A setting.
              -h, --help              Show this text.
            """));

    [Test]
    public async Task A_command_line_error_prevents_the_program_from_running()
    {
        var isStarted = false;
        var standardError = Console.Error;
        using var errors = new StringWriter();
        Console.SetError(errors);

        try
        {
            Assert.That(await Command().RunAsync(["--bogus"], RunAsync), Is.EqualTo(2));
        }
        finally
        {
            Console.SetError(standardError);
        }

        Assert.That(errors.ToString().Trim(), Is.EqualTo("'--bogus' is not an option. Use --help to list the options."));
        Assert.That(await Command().RunAsync(["--bogus", "--help"], RunAsync), Is.Zero);
        Assert.That(isStarted, Is.False);

        Task<int> RunAsync(Values values)
        {
            isStarted = true;
            return Task.FromResult(3);
        }
    }

    [Test]
    public async Task The_exit_code_of_the_program_is_returned() =>
        Assert.That(await Command().RunAsync(["--number", "5"], values => Task.FromResult(values.Number)), Is.EqualTo(5));

    [Test]
    public void Exceptions_from_the_program_are_not_caught() => Assert.That(
        () => Command().RunAsync([], _ => throw new InvalidOperationException("broken")),
        Throws.InvalidOperationException.With.Message.EqualTo("broken"));

    private sealed record Values(
        bool IsSet, string? Text, int Number, int? Port, int? Count, Uri? Address, IReadOnlyDictionary<string, string> Settings, int Rows);
}
