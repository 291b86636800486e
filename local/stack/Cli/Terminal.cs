namespace LocalStack.Cli;

/// <summary>
/// Lines, and at the bottom one that changes. Where output goes to a file or a pipe, that one is written every few seconds instead.
/// </summary>
internal sealed class Terminal(TextWriter output, bool isInteractive, TimeProvider time)
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(3);

    private readonly Lock _writing = new();
    private string _progress = "";
    private long _written;

    public static Terminal Console { get; } = new(System.Console.Out, !System.Console.IsOutputRedirected, TimeProvider.System);

    public void WriteLine(string text = "")
    {
        lock (_writing)
        {
            Erase();
            output.WriteLine(text);
            Draw();
        }
    }

    /// <summary>Writes to standard error, where logs belong, without tearing the progress line.</summary>
    public void WriteError(string text)
    {
        lock (_writing)
        {
            Erase();
            System.Console.Error.WriteLine(text);
            Draw();
        }
    }

    public void Progress(string text)
    {
        lock (_writing)
        {
            if (isInteractive)
            {
                Erase();
                _progress = Cut(text);
                Draw();
            }
            else if (_written == 0 || time.GetElapsedTime(_written) >= PlainInterval)
            {
                output.WriteLine(text);
                _progress = "";
                _written = time.GetTimestamp();
            }
            else
            {
                _progress = text;
            }
        }
    }

    /// <summary>Leaves the last progress line as it stands.</summary>
    public void EndProgress()
    {
        lock (_writing)
        {
            if (_progress.Length > 0)
                output.WriteLine(isInteractive ? "" : _progress);
            _progress = "";
            _written = 0;
        }
    }

    private void Erase()
    {
        if (isInteractive && _progress.Length > 0)
            output.Write($"\r{new string(' ', _progress.Length)}\r");
    }

    private void Draw()
    {
        if (isInteractive)
            output.Write(_progress);
    }

    private static string Cut(string text)
    {
        var width = System.Console.WindowWidth - 1;
        return width > 0 && text.Length > width ? text[..width] : text;
    }
}
