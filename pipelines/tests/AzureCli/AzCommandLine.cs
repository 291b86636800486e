namespace Pipelines.Tests.AzureCli;

/// <summary>An <c>az</c> command line in a script or page.</summary>
/// <param name="File">The file's path in the repository.</param>
/// <param name="Line">The line number of the word <c>az</c>, starting at 1.</param>
/// <param name="Arguments">The words after <c>az</c>. Shell expansions are replaced with the placeholder <c>x</c>.</param>
internal sealed record AzCommandLine(string File, int Line, IReadOnlyList<string> Arguments)
{
    public override string ToString() => $"{File}:{Line}: az {string.Join(' ', Arguments)}";
}
