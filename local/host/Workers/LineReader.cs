using System.Buffers;
using System.Text;

namespace LocalFunctions.Host.Workers;

/// <summary>Splits a process's output into lines of limited length, so that output without line breaks cannot exhaust the memory.</summary>
internal static class LineReader
{
    /// <summary>The maximum number of characters per line. Longer lines are split.</summary>
    public const int MaxLength = 8192;

    public static async Task ReadAsync(TextReader reader, Action<string> line)
    {
        var text = new StringBuilder();
        var buffer = ArrayPool<char>.Shared.Rent(MaxLength);
        try
        {
            int count;
            while ((count = await reader.ReadAsync(buffer.AsMemory(0, MaxLength)).ConfigureAwait(false)) > 0)
            {
                for (var start = 0; start < count;)
                {
                    var end = buffer.AsSpan(start, count - start).IndexOf('\n');
                    var length = end >= 0 ? end : count - start;
                    var taken = Math.Min(length, MaxLength - text.Length);
                    text.Append(buffer, start, taken);
                    start += taken;
                    if (taken < length)
                        Flush();
                    else if (end >= 0)
                    {
                        start++;
                        Flush();
                    }
                }
            }

            if (text.Length > 0)
                Flush();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }

        void Flush()
        {
            if (text.Length > 0 && text[^1] == '\r')
                text.Length--;
            line(text.ToString());
            text.Clear();
        }
    }
}
