namespace Pipelines.Tests.AzureCli;

/// <summary>One <c>az</c> command line of a script or a page.</summary>
/// <param name="File">The path in the repository.</param>
/// <param name="Line">The line of <c>az</c>, from 1.</param>
/// <param name="Arguments">The words after <c>az</c>. A value that the shell would expand is the placeholder <c>x</c>.</param>
internal sealed record AzCommandLine(string File, int Line, IReadOnlyList<string> Arguments)
{
    public override string ToString() => $"{File}:{Line}: az {string.Join(' ', Arguments)}";
}
