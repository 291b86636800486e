using Spectre.Console;

namespace LocalStack.Cli;

/// <summary>
/// Writes lines of text with a progress bar below them. If the output is a file or a pipe, progress is written as a line every few seconds
/// instead.
/// </summary>
/// <param name="output">The writer for the lines.</param>
/// <param name="interactive">The terminal to which <paramref name="output"/> writes, or <c>null</c> for a file or a pipe.</param>
/// <param name="time">The clock for progress lines.</param>
internal sealed class Terminal(TextWriter output, IAnsiConsole? interactive, TimeProvider time)
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(3);

    private readonly Lock _writing = new();
    private LiveProgress? _live;
    private string _pending = "";
    private long _written;

    public static Terminal Console { get; } = new(
        System.Console.Out, System.Console.IsOutputRedirected ? null : AnsiConsole.Console, TimeProvider.System);

    /// <summary>
    /// Writes text without line wrapping, so that addresses and commands can be clicked and copied. While progress is shown, the text is
    /// wrapped.
    /// </summary>
    public void WriteLine(string text = "")
    {
        lock (_writing)
        {
            if (_live is null)
                output.WriteLine(text);
            else
                interactive!.WriteLine(text);
        }
    }

    /// <summary>Writes to standard error, or to the terminal above the progress bar if standard error is the same terminal.</summary>
    public void WriteError(string text)
    {
        lock (_writing)
        {
            if (_live is null || System.Console.IsErrorRedirected)
                System.Console.Error.WriteLine(text);
            else
                interactive!.WriteLine(text);
        }
    }

    /// <summary>Shows the progress of an operation whose amount of work is unknown.</summary>
    public void Progress(string text) => Progress(new ProgressStep(text));

    public void Progress(ProgressStep step)
    {
        lock (_writing)
        {
            if (interactive is not null)
            {
                _live ??= new LiveProgress(interactive, step);
                _live.Show(step);
            }
            else if (_written == 0 || time.GetElapsedTime(_written) >= PlainInterval)
            {
                output.WriteLine(step);
                _pending = "";
                _written = time.GetTimestamp();
            }
            else
            {
                _pending = step.ToString();
            }
        }
    }

    /// <summary>Ends the current progress. The last state remains visible, and later progress is shown below the last state.</summary>
    public void EndProgress()
    {
        lock (_writing)
        {
            _live?.End();
            _live = null;
            if (_pending.Length > 0)
                output.WriteLine(_pending);
            _pending = "";
            _written = 0;
        }
    }
}
