namespace Pipelines.Tests.Support;

/// <summary>An error in the deliverables: its location, and its description with the name of the cause.</summary>
internal sealed record Finding(string File, string Message)
{
    public override string ToString() => $"{File}: {Message}";
}
