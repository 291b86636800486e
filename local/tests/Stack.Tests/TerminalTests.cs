using LocalStack.Cli;
using Spectre.Console;

namespace LocalStack.Tests;

internal sealed class TerminalTests
{
    private static ProgressStep Step(long done) => new("publishing", done, 200_000, TimeSpan.FromSeconds(2), "7 stored");

    [Test]
    public void Redirected_output_has_a_progress_line_every_three_seconds_and_at_the_end()
    {
        var output = new StringWriter();
        var time = new Clock();
        var terminal = new Terminal(output, null, time);

        terminal.Progress(Step(10_000));
        time.Seconds += 1;
        terminal.Progress(Step(20_000));
        time.Seconds += 2;
        terminal.Progress(Step(50_000));
        terminal.WriteLine("a line");
        terminal.Progress(Step(100_000));
        terminal.Progress(Step(200_000));
        terminal.EndProgress();
        terminal.Progress("measuring");

        Assert.That(output.ToString().ReplaceLineEndings("\n"), Is.EqualTo(
            """
            publishing [=                       ]  5 %    10,000 of 200,000    5,000/s  0:38 left  7 stored
            publishing [======                  ] 25 %    50,000 of 200,000   25,000/s  0:06 left  7 stored
            a line
            publishing [========================] 100 %   200,000 of 200,000  100,000/s  0:00 left  7 stored
            measuring

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Work_that_is_not_counted_has_no_percentage()
    {
        var output = new StringWriter();
        var terminal = Interactive(output);

        terminal.Progress("measuring");
        terminal.EndProgress();

        Assert.That(output.ToString(), Does.Contain("measuring").And.Not.Contain("%"));
    }

    [Test]
    public void An_interactive_terminal_has_one_bar_below_the_lines()
    {
        var output = new StringWriter();
        var terminal = Interactive(output);

        terminal.Progress(Step(50_000));
        terminal.WriteLine("a [line]");
        terminal.Progress(Step(200_000));
        terminal.EndProgress();
        var bar = output.ToString();
        terminal.WriteLine("after it");

        Assert.That(bar, Does.Contain("a [line]"));
        Assert.That(bar[bar.IndexOf("a [line]", StringComparison.Ordinal)..], Does.Contain("100% publishing   200,000 of 200,000"));
        Assert.That(bar, Does.EndWith("\u001b[?25h"), "the cursor is visible again");
        Assert.That(output.ToString()[bar.Length..].TrimEnd(), Is.EqualTo("after it"));
    }

    private static Terminal Interactive(StringWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 200;
        return new Terminal(output, console, TimeProvider.System);
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; } = 1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
