namespace Pipelines.Tests.Support;

/// <summary>Something wrong in what is delivered: where, and what, naming the culprit.</summary>
internal sealed record Finding(string File, string Message)
{
    public override string ToString() => $"{File}: {Message}";
}
