using LocalKusto.Errors;
using LocalKusto.Kql.Types;
using LocalKusto.Query;

namespace LocalKusto.Commands;

/// <summary>Implements <c>async</c> commands and <c>.show operations</c>, which clients use to wait for <c>async</c> commands.</summary>
internal static class OperationCommands
{
    private static readonly Column[] OperationId = CommandResult.Schema("OperationId:guid");

    private static readonly Column[] Columns = CommandResult.Schema(
        "OperationId:guid, Operation, NodeId, StartedOn:datetime, LastUpdatedOn:datetime, Duration:timespan, State, Status, "
        + "RootActivityId:guid, ShouldRetry:bool, Database, Principal, User, AdminEpochStartTime:datetime, VirtualCluster");

    /// <summary>Returns a command that starts <paramref name="command"/> in the background and returns the operation's id.</summary>
    public static Command InBackground(Command command) =>
        command with
        {
            Run = context => Start(
                context, command.Kind, cancellationToken => Task.FromResult(RunWithin(context, command, cancellationToken))),
        };

    /// <summary>Runs the command in an operation, which continues after the request and has its own time limit.</summary>
    private static CommandResult RunWithin(CommandContext context, Command command, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(RequestOptions.DefaultCommandTimeout);
        return command.Run(context with { Cancellation = deadline.Token });
    }

    /// <summary>Starts an operation and returns its id.</summary>
    public static CommandResult Start(CommandContext context, string kind, Func<CancellationToken, Task<CommandResult>> run) =>
        CommandResult.Create(OperationId, [context.Operations.Start(kind, run).Id]);

    /// <summary>Reads <c>[id | (id, …)]</c>, after <c>.show operations</c>.</summary>
    public static Command ReadShow(CommandReader reader)
    {
        var ids = ReadIds(reader);
        return new Command("OperationsShow", context => CommandResult.Create(Columns, [
            .. context.Operations.All.Where(operation => ids.Count == 0 || ids.Contains(operation.Id))
                .Select(operation => Row(context, operation)),
        ]));
    }

    /// <summary>Reads <c>id [details]</c>, after <c>.show operation</c>.</summary>
    public static Command ReadShowDetails(CommandReader reader)
    {
        var id = ReadId(reader);
        if (!reader.TryWord("details"))
            return new Command("OperationsShow", context => CommandResult.Create(Columns, [Row(context, Find(context, id))]));
        return new Command("OperationDetailsShow", context => Find(context, id) switch
        {
            { Result: { } result } => result,
            var operation => throw KustoRequestException.BadRequest($"The operation '{id}' has no details: it is {operation.State}."),
        });
    }

    private static CommandOperation Find(CommandContext context, Guid id) =>
        context.Operations.All.FirstOrDefault(operation => operation.Id == id)
            ?? throw KustoRequestException.EntityNotFound("Operation", id.ToString());

    private static List<Guid> ReadIds(CommandReader reader)
    {
        var ids = new List<Guid>();
        if (reader.Try("("))
        {
            do
                ids.Add(ReadId(reader));
            while (reader.Try(","));
            reader.Expect(")");
        }
        else if (reader.AtWord)
        {
            ids.Add(ReadId(reader));
        }
        return ids;
    }

    private static Guid ReadId(CommandReader reader)
    {
        var start = reader.Position;
        var text = reader.TryString(out var quoted) ? quoted : reader.ReadWord();
        if (Guid.TryParse(text, out var id))
            return id;
        reader.Rewind(start);
        throw reader.Unexpected();
    }

    private static object?[] Row(CommandContext context, CommandOperation operation)
    {
        var until = operation.State == OperationState.InProgress ? context.UtcNow : operation.LastUpdatedOn;
        return
        [
            operation.Id, operation.Kind, "", operation.StartedOn, operation.LastUpdatedOn, until - operation.StartedOn,
                operation.State.ToString(),
            operation.Status, operation.Id, operation.ShouldRetry, context.Catalog.DatabaseName, "", "", null, "",
        ];
    }
}
