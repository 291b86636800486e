using System.Text;

namespace LatamFunctions.Events;

/// <summary>The tables of kusto/reference, which are embedded in the app.</summary>
internal static class ReferenceTable
{
    /// <summary>The lines of a table after its header.</summary>
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
