namespace LocalStack.Fleet;

/// <summary>Reads repository files that are embedded in the assembly.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
