using LocalKusto.Kql.Errors;

namespace LocalKusto.Commands;

/// <summary>Parses one management command and locates the query that follows it.</summary>
internal static class CommandParser
{
    /// <exception cref="KqlException">The engine does not support the command.</exception>
    public static ParsedCommand Parse(string text)
    {
        var reader = new CommandReader(text);
        reader.Expect(".");
        var command = ReadCommand(reader);
        var pipe = -1;
        if (reader.Try("|"))
        {
            pipe = reader.Position - 1;
            reader.ReadRest();
        }
        else
        {
            reader.Try(";");
        }
        return reader.AtEnd ? new ParsedCommand(command, pipe) : throw reader.Unexpected();
    }

    private static Command ReadCommand(CommandReader reader)
    {
        var start = reader.Position;
        if (UnsupportedCommands.Read(reader) is { } unsupported)
            return unsupported;
        var verb = reader.ReadWord();
        var command = verb switch
        {
            "show" => ShowCommands.Read(reader),
            "create" or "create-merge" or "create-or-alter" or "alter" or "alter-merge" or "drop" or "rename" or "delete" or "clear" =>
                (verb == "delete" ? DeleteRecordsCommand.Read(reader) : null)
                ?? TableCommands.Read(verb, reader)
                ?? MappingCommands.Read(verb, reader)
                ?? PolicyCommands.Read(verb, reader)
                ?? FunctionCommands.Read(verb, reader)
                ?? MaterializedViewCommands.Read(verb, reader),
            "enable" or "disable" => MaterializedViewCommands.Read(verb, reader),
            "set" or "append" or "set-or-append" or "set-or-replace" => IngestFromQueryCommands.Read(verb, reader),
            "ingest" => IngestInlineCommand.Read(reader),
            "cancel" => ShowClusterCommands.ReadCancelQuery(reader),
            "execute" => ScriptCommand.Read(reader),
            _ => null,
        };
        return command ?? throw new CommandReader(reader.Text, start).Unexpected();
    }
}

/// <summary>
/// A command, and the position of the <c>|</c> that passes the command's result to query operators (-1 if there is no <c>|</c>).
/// </summary>
internal sealed record ParsedCommand(Command Command, int Pipe);
