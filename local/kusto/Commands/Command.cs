namespace LocalKusto.Commands;

/// <summary>A management command that has been read and not yet run.</summary>
/// <param name="Kind">Kusto's name for it, e.g. <c>TableCreateMerge</c>.</param>
/// <param name="Run">Does it.</param>
internal sealed record Command(string Kind, Func<CommandContext, CommandResult> Run)
{
    /// <summary>Whether it only looks: the sort that read-only requests and the query endpoints take.</summary>
    public bool IsShow => Kind.EndsWith("Show", StringComparison.Ordinal);
}
