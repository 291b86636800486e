using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Commands for stored functions.</summary>
internal static class FunctionCommands
{
    private static readonly Column[] Columns = CommandResult.Schema("Name, Parameters, Body, Folder, DocString");

    /// <returns>
    /// The command, or <c>null</c> if the text is not a function command. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(string verb, CommandReader reader)
    {
        var start = reader.Position;
        switch (verb)
        {
            case "create" or "create-or-alter" or "alter" when reader.TryWord("function"):
                return ReadCreate(verb, reader);
            case "drop" when reader.TryWord("function"):
                return ReadDrop(reader, [reader.ReadName()]);
            case "drop" when reader.TryWord("functions"):
                return ReadDrop(reader, reader.ReadNames());
            default:
                reader.Rewind(start);
                return null;
        }
    }

    public static Command ReadShow(CommandReader reader)
    {
        var name = reader.ReadName();
        if (reader.Try("("))
        {
            reader.Expect(")");
            reader.TryWords("schema", "as", "json");
        }
        return new Command("FunctionShow", context => CommandResult.Create(Columns, Row(Find(context.Catalog, name))));
    }

    public static Command ShowAll() =>
        new("FunctionsShow", context => CommandResult.Create(Columns, [.. context.Catalog.Functions.Values.Select(Row)]));

    private static Command ReadCreate(string verb, CommandReader reader)
    {
        var ifNotExists = reader.TryWord("ifnotexists");
        var properties = reader.ReadProperties();
        var name = reader.ReadName();
        if (verb == "alter" && reader.TryWord("docstring"))
        {
            var text = reader.ReadString();
            return Describe("FunctionAlterDocString", name, function => function with { DocString = text });
        }
        if (verb == "alter" && reader.TryWord("folder"))
        {
            var text = reader.ReadString();
            return Describe("FunctionAlterFolder", name, function => function with { Folder = text });
        }

        var parameters = reader.ReadBlock('(', ')');
        var body = reader.ReadBlock('{', '}');
        var kind = verb == "create" ? "FunctionCreate" : verb == "alter" ? "FunctionAlter" : "FunctionCreateOrAlter";
        return new Command(kind, context => context.Database.Alter(change =>
        {
            var existing = change.Catalog.Functions.GetValueOrDefault(name);
            if (verb == "create" && existing is not null)
            {
                return ifNotExists ? CommandResult.Create(Columns, Row(existing))
                    : throw KustoRequestException.EntityAlreadyExists("Function", name);
            }
            if (verb == "alter" && existing is null)
                throw KustoRequestException.EntityNotFound("Function", name);
            var function = new FunctionDefinition(
                name,
                parameters,
                body,
                properties.GetValueOrDefault("folder", existing?.Folder ?? ""),
                properties.GetValueOrDefault("docstring", existing?.DocString ?? ""));
            if (!string.Equals(properties.GetValueOrDefault("skipvalidation"), "true", StringComparison.OrdinalIgnoreCase))
                KqlValidation.Check(change.Catalog.With(function), function, context.UtcNow);
            change.Put(function);
            return CommandResult.Create(Columns, Row(function));
        }));
    }

    private static Command Describe(string kind, string name, Func<FunctionDefinition, FunctionDefinition> describe) =>
        new(kind, context => context.Database.Alter(change =>
        {
            var function = describe(Find(change.Catalog, name));
            change.Put(function);
            return CommandResult.Create(Columns, Row(function));
        }));

    private static Command ReadDrop(CommandReader reader, List<string> names)
    {
        var ifExists = reader.TryWord("ifexists");
        return new Command("FunctionDrop", context => context.Database.Alter(change =>
        {
            foreach (var name in names)
            {
                if (change.Catalog.Functions.TryGetValue(name, out var function))
                    change.Remove(function);
                else if (!ifExists)
                    throw KustoRequestException.EntityNotFound("Function", name);
            }
            return CommandResult.Create(Columns, [.. change.Catalog.Functions.Values.Select(Row)]);
        }));
    }

    private static FunctionDefinition Find(KustoCatalog catalog, string name) =>
        catalog.Functions.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("Function", name);

    private static object?[] Row(FunctionDefinition function) =>
        [function.Name, function.Parameters, function.Body, function.Folder, function.DocString];
}
