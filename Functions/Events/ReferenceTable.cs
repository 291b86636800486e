using System.Text;

namespace LatamFunctions.Events;

/// <summary>Reads the tables in kusto/reference, which are embedded in the app.</summary>
internal static class ReferenceTable
{
    /// <summary>Returns the lines of a table, without the header.</summary>
    public static IEnumerable<string> Read(string name)
    {
        using var stream = typeof(ReferenceTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing in the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
