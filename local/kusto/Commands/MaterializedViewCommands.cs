using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Kql.Types;
using LocalKusto.Storage;

namespace LocalKusto.Commands;

/// <summary>Commands for materialized views.</summary>
internal static class MaterializedViewCommands
{
    private static readonly Column[] Columns = CommandResult.Schema(
        "Name, SourceTable, Query, MaterializedTo:datetime, LastRun:datetime, LastRunResult, IsHealthy:bool, IsEnabled:bool, Status, "
        + "Folder, DocString, AutoUpdateSchema:bool, EffectiveDateTime:datetime, LastDefinitionUpdate:datetime, Lookback:timespan, "
        + "LookbackColumn");

    // The property effectiveDateTime is rejected because it would exclude rows from the view.
    private static readonly string[] KnownProperties =
    [
        "backfill", "autoUpdateSchema", "lookback", "lookback_column", "docString", "folder", "dimensionTables",
            "dimensionMaterializedViews",
        "concurrency", "updateExtentsCreationTime", "allowMaterializedViewsWithoutRowLevelSecurity",
    ];

    /// <returns>
    /// The command, or <c>null</c> if the text is not a view command. In the latter case, the reader's position is unchanged.
    /// </returns>
    public static Command? Read(string verb, CommandReader reader)
    {
        var start = reader.Position;
        var isAsync = reader.TryWord("async");
        var ifNotExists = reader.TryWord("ifnotexists");
        isAsync |= reader.TryWord("async");
        if (reader.TryWord("materialized-view"))
        {
            return verb switch
            {
                "create" or "create-or-alter" => ReadCreate(verb, isAsync, ifNotExists, reader),
                "alter" => ReadAlter(reader),
                "drop" => ReadDrop(reader),
                "rename" => ReadRename(reader),
                "enable" or "disable" => Change("MaterializedViewEnableDisable", reader.ReadName(),
                    view => view with { IsEnabled = verb == "enable" }),
                _ => null,
            };
        }
        reader.Rewind(start);
        return null;
    }

    public static Command ShowAll() => new("MaterializedViewsShow", context =>
        CommandResult.Create(Columns, [.. context.Catalog.MaterializedViews.Values.Select(view =>
            Row(context.Catalog, view, context.UtcNow))]));

    public static Command Show(string name) => new("MaterializedViewShow", context =>
        CommandResult.Create(Columns, Row(context.Catalog, Find(context.Catalog, name), context.UtcNow)));

    private static Command ReadCreate(string verb, bool isAsync, bool ifNotExists, CommandReader reader)
    {
        var properties = reader.ReadProperties();
        properties.CheckNames($".{verb} materialized-view", KnownProperties);
        var name = reader.ReadName();
        var (source, query) = ReadDefinition(reader);
        var lookback = ReadLookback(properties);
        if (properties.IsTrue("backfill") && !isAsync)
            throw KustoRequestException.BadRequest(
                "A materialized view with backfill must be created with '.create async materialized-view'.");
        var command = new Command(verb == "create" ? "MaterializedViewCreate"
            : "MaterializedViewCreateOrAlter", context => context.Database.Alter(change =>
        {
            var existing = change.Catalog.MaterializedViews.GetValueOrDefault(name);
            if (existing is not null && ifNotExists)
                return CommandResult.Create(Columns, Row(change.Catalog, existing, context.UtcNow));
            if (existing is not null && verb == "create")
                throw KustoRequestException.EntityAlreadyExists("MaterializedView", name);
            if (change.Catalog.Tables.ContainsKey(name))
                throw KustoRequestException.EntityAlreadyExists("Table", name);
            return Put(change, context, new MaterializedViewDefinition(
                name,
                source,
                query,
                existing?.CreatedOn ?? context.UtcNow,
                properties.GetValueOrDefault("folder", existing?.Folder ?? ""),
                properties.GetValueOrDefault("docstring", existing?.DocString ?? ""),
                existing?.IsEnabled ?? true,
                properties.ContainsKey("autoupdateschema") ? properties.IsTrue("autoupdateschema") : existing?.AutoUpdateSchema ?? false,
                lookback ?? existing?.Lookback,
                properties.GetValueOrDefault("lookback_column", existing?.LookbackColumn ?? "")));
        }));
        return isAsync ? command with { Run = context => CreateInBackground(context, command, name) } : command;
    }

    // The view is created before the request returns, so that an invalid view causes the request to fail. The operation completes when the
    // view is materialized.
    private static CommandResult CreateInBackground(CommandContext context, Command command, string name)
    {
        command.Run(context);
        return OperationCommands.Start(context, command.Kind, async cancellationToken =>
        {
            await MaterializeAsync(context, name, cancellationToken).ConfigureAwait(false);
            return CommandResult.Create(Columns, Row(context.Catalog, Find(context.Catalog, name), context.UtcNow));
        });
    }

    /// <summary>Waits until the materialized part of the view includes all current rows of the source.</summary>
    private static async Task MaterializeAsync(CommandContext context, string name, CancellationToken cancellationToken)
    {
        var since = context.UtcNow;
        while (context.Catalog.Parts.GetValueOrDefault(name) is { HasDelta: true } part && !(part.MaterializedTo >= since))
        {
            if (context.Materializer is { } materializer)
                await materializer.CatchUpAsync([name], cancellationToken).ConfigureAwait(false);
            else
                context.Database.Refresh(name, ViewMaterializer.MaxRowsPerStep, context.UtcNow);
            if (context.Catalog.Parts.GetValueOrDefault(name)?.Failure is { } failure)
                throw KustoRequestException.BadRequest($"The materialized view '{name}' could not be materialized: {failure}");
        }
    }

    private static Command ReadRename(CommandReader reader)
    {
        var name = reader.ReadName();
        reader.ExpectWord("to");
        var newName = reader.ReadName();
        return new Command("MaterializedViewRename", context => context.Database.Alter(change =>
        {
            var view = Find(change.Catalog, name);
            if (change.Catalog.MaterializedViews.ContainsKey(newName))
                throw KustoRequestException.EntityAlreadyExists("MaterializedView", newName);
            if (change.Catalog.Tables.ContainsKey(newName))
                throw KustoRequestException.EntityAlreadyExists("Table", newName);
            if (change.Catalog.Functions.ContainsKey(newName))
                throw KustoRequestException.EntityAlreadyExists("Function", newName);
            return CommandResult.Create(Columns, Row(change.Catalog, change.Rename(view, newName), context.UtcNow));
        }));
    }

    private static Command ReadAlter(CommandReader reader)
    {
        var properties = reader.ReadProperties();
        var name = reader.ReadName();
        if (reader.TryWord("docstring"))
            return ReadText(reader, text => Change("MaterializedViewAlterDocString", name, view => view with { DocString = text }));
        if (reader.TryWord("folder"))
            return ReadText(reader, text => Change("MaterializedViewAlterFolder", name, view => view with { Folder = text }));
        if (reader.TryWord("lookback"))
        {
            var text = reader.ReadUntil(';', '|');
            var lookback = ReadLookback(new Dictionary<string, string> { ["lookback"] = text });
            return Change("MaterializedViewAlterLookback", name, view => view with { Lookback = lookback });
        }
        if (reader.TryWord("autoupdateschema"))
        {
            var isOn = reader.TryWord("true") || (reader.TryWord("false") ? false : throw reader.Unexpected());
            return Change("MaterializedViewAlterAutoUpdateSchema", name, view => view with { AutoUpdateSchema = isOn });
        }

        var (source, query) = ReadDefinition(reader);
        return new Command("MaterializedViewAlter", context => context.Database.Alter(change =>
        {
            var view = Find(change.Catalog, name);
            if (view.SourceTable != source)
                throw KustoRequestException.BadRequest(
                    $"The source of the materialized view '{name}' is '{view.SourceTable}' and cannot be changed.");
            return Put(change, context, view with
            {
                Query = query,
                Folder = properties.GetValueOrDefault("folder", view.Folder),
                DocString = properties.GetValueOrDefault("docstring", view.DocString),
            });
        }));
    }

    private static Command ReadText(CommandReader reader, Func<string, Command> command) => command(reader.ReadString());

    private static Command ReadDrop(CommandReader reader)
    {
        var name = reader.ReadName();
        var ifExists = reader.TryWord("ifexists");
        return new Command("MaterializedViewDrop", context => context.Database.Alter(change =>
        {
            if (change.Catalog.MaterializedViews.TryGetValue(name, out var view))
                change.Remove(view);
            else if (!ifExists)
                throw KustoRequestException.EntityNotFound("MaterializedView", name);
            return CommandResult.Create(Columns,
                [.. change.Catalog.MaterializedViews.Values.Select(view => Row(change.Catalog, view, context.UtcNow))]);
        }));
    }

    private static (string Source, string Query) ReadDefinition(CommandReader reader)
    {
        reader.ExpectWord("on");
        if (!reader.TryWord("table"))
            reader.ExpectWord("materialized-view");
        var source = reader.ReadName();
        return (source, reader.ReadBlock('{', '}')[1..^1].Trim());
    }

    private static CommandResult Put(CatalogTransaction change, CommandContext context, MaterializedViewDefinition view)
    {
        if (!change.Catalog.Tables.ContainsKey(view.SourceTable) && !change.Catalog.MaterializedViews.ContainsKey(view.SourceTable))
            throw KustoRequestException.EntityNotFound("Table", view.SourceTable);
        KqlValidation.Check(change.Catalog, view, context.UtcNow);
        change.Put(view);
        return CommandResult.Create(Columns, Row(change.Catalog, view, context.UtcNow));
    }

    private static Command Change(string kind, string name, Func<MaterializedViewDefinition, MaterializedViewDefinition> describe) =>
        new(kind, context => context.Database.Alter(change =>
        {
            var view = describe(Find(change.Catalog, name));
            change.Put(view);
            return CommandResult.Create(Columns, Row(change.Catalog, view, context.UtcNow));
        }));

    private static TimeSpan? ReadLookback(Dictionary<string, string> properties)
    {
        if (!properties.TryGetValue("lookback", out var text))
            return null;
        var literal = text.StartsWith("time(", StringComparison.Ordinal) ? text[5..^1]
            : text.StartsWith("timespan(", StringComparison.Ordinal) ? text[9..^1] : text;
        return TimeSpanText.TryParse(literal, out var ticks)
            ? new TimeSpan(ticks)
            : throw KustoRequestException.BadRequest($"The lookback '{text}' of a materialized view is not a timespan.");
    }

    private static MaterializedViewDefinition Find(KustoCatalog catalog, string name) =>
        catalog.MaterializedViews.GetValueOrDefault(name) ?? throw KustoRequestException.EntityNotFound("MaterializedView", name);

    // MaterializedTo is the current time if the view has no materialized part, because such a view is computed when it is queried. The
    // value is also the current time if the part includes all rows.
    private static object?[] Row(KustoCatalog catalog, MaterializedViewDefinition view, DateTime utcNow)
    {
        var part = catalog.Parts.GetValueOrDefault(view.Name);
        return
        [
            view.Name, view.SourceTable, view.Query, part is { HasDelta: true } ? part.MaterializedTo : utcNow, part is null ? utcNow
                : part.LastRun,
            part?.Failure is { } failure ? $"Failed: {failure}"
                : "Completed", part?.Failure is null, view.IsEnabled, "Healthy", view.Folder,
            view.DocString, view.AutoUpdateSchema, null, view.CreatedOn, view.Lookback, view.LookbackColumn,
        ];
    }
}
