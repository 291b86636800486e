namespace Pipelines.Tests.Support;

/// <summary>An error in a file: the path, and a message that names the cause.</summary>
internal sealed record Finding(string File, string Message)
{
    public override string ToString() => $"{File}: {Message}";
}
