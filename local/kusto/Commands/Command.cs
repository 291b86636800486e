namespace LocalKusto.Commands;

/// <summary>A management command that has been read and not yet run.</summary>
/// <param name="Kind">Kusto's name for it, e.g. <c>TableCreateMerge</c>.</param>
/// <param name="Run">Executes the command.</param>
internal sealed record Command(string Kind, Func<CommandContext, CommandResult> Run)
{
    /// <summary>Whether it only reads: read-only requests and the query endpoints accept such commands.</summary>
    public bool IsShow => Kind.EndsWith("Show", StringComparison.Ordinal);
}
