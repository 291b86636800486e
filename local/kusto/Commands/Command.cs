namespace LocalKusto.Commands;

/// <summary>A parsed management command.</summary>
/// <param name="Kind">Kusto's name for the command, for example <c>TableCreateMerge</c>.</param>
/// <param name="Run">Executes the command.</param>
internal sealed record Command(string Kind, Func<CommandContext, CommandResult> Run)
{
    /// <summary>Whether the command only reads. Read-only requests and the query endpoints accept only such commands.</summary>
    public bool IsShow => Kind.EndsWith("Show", StringComparison.Ordinal);
}
