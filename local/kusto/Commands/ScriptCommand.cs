using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// Implements <c>.execute database script</c>, which executes commands in order. If a command fails, the earlier commands are not rolled
/// back.
/// </summary>
internal static class ScriptCommand
{
    private static readonly Column[] Columns = CommandResult.Schema("OperationId:guid, CommandType, CommandText, Result, Reason");

    public static Command Read(CommandReader reader)
    {
        if (!reader.TryWords("database", "script"))
            throw reader.Unexpected();
        var properties = reader.ReadProperties();
        reader.Expect("<|");
        var commands = Split(reader.ReadRest());
        var continueOnErrors = properties.IsTrue("ContinueOnErrors");
        var throwOnErrors = properties.IsTrue("ThrowOnErrors");
        return new Command("DatabaseScriptExecute", context =>
            continueOnErrors && throwOnErrors
                ? throw KustoRequestException.BadRequest("ContinueOnErrors and ThrowOnErrors are mutually exclusive.")
                : Run(commands, continueOnErrors, throwOnErrors, context));
    }

    /// <summary>
    /// Splits the script into commands. A command starts at each line that begins with a dot outside brackets, strings and comments.
    /// </summary>
    public static List<string> Split(string script)
    {
        var starts = new List<int>();
        var depth = 0;
        var isLineStart = true;
        for (var i = 0; i < script.Length;)
        {
            if (script.AsSpan(i).StartsWith("//"))
            {
                var newLine = script.IndexOf('\n', i);
                i = newLine < 0 ? script.Length : newLine;
            }
            else if (StringLiteral.TryRead(script, i, out _, out var end))
            {
                i = end;
                isLineStart = false;
            }
            else
            {
                var c = script[i];
                if (c == '.' && isLineStart && depth == 0)
                    starts.Add(i);
                depth += c switch { '(' or '[' or '{' => 1, ')' or ']' or '}' when depth > 0 => -1, _ => 0 };
                isLineStart = c == '\n' || (isLineStart && char.IsWhiteSpace(c));
                i++;
            }
        }
        return [.. starts.Select((start, i) => script[start..(i + 1 < starts.Count ? starts[i + 1] : script.Length)].Trim())];
    }

    private static CommandResult Run(List<string> commands, bool continueOnErrors, bool throwOnErrors, CommandContext context)
    {
        var rows = new List<object?[]>();
        var hasFailed = false;
        foreach (var text in commands)
        {
            if (hasFailed && !continueOnErrors)
            {
                rows.Add([Guid.NewGuid(), "", text, "Skipped", "An earlier command failed."]);
                continue;
            }
            var kind = "";
            try
            {
                var parsed = CommandParser.Parse(text);
                kind = parsed.Command.Kind;
                if (parsed.Command.IsShow)
                {
                    rows.Add([Guid.NewGuid(), kind, text, "Skipped", "Show commands are not run in a script."]);
                    continue;
                }
                parsed.Command.Run(context);
                rows.Add([Guid.NewGuid(), kind, text, "Completed", ""]);
            }
            catch (Exception e) when (e is KustoRequestException or KqlException or DuckDbException)
            {
                var failure = KustoRequestException.FromAny(e, text);
                if (throwOnErrors)
                    throw failure;
                hasFailed = true;
                rows.Add([Guid.NewGuid(), kind, text, "Failed", failure.Message]);
            }
        }
        return new CommandResult(Columns, rows);
    }
}
