namespace LocalStack.Hosting;

/// <summary>The last output lines of a child process, for the error message if the process ends unexpectedly.</summary>
internal sealed class LastLines
{
    private const int Count = 20;

    private readonly Queue<string> _lines = new(Count);

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            if (_lines.Count == Count)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join(Environment.NewLine, _lines);
    }
}
