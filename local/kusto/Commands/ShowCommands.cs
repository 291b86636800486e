namespace LocalKusto.Commands;

/// <summary>The <c>.show</c> commands, with the columns that tools expect.</summary>
internal static class ShowCommands
{
    /// <returns>The command, or <c>null</c> if the text is not a known <c>.show</c> command.</returns>
    public static Command? Read(CommandReader reader)
    {
        if (EmptyShowCommands.Read(reader) is { } empty)
            return empty;
        var start = reader.Position;
        switch (reader.ReadWord())
        {
            case "version":
                return ShowClusterCommands.Version();
            case "cluster":
                return ReadCluster(reader);
            case "capacity":
                if (reader.AtWord)
                    reader.ReadWord();
                return ShowClusterCommands.Capacity();
            case "diagnostics":
                return ShowClusterCommands.Diagnostics();
            case "running" when reader.TryWord("queries"):
                return ShowClusterCommands.Queries();
            case "queries":
                reader.TryWord("running");
                return ShowClusterCommands.Queries();
            case "operations":
                return OperationCommands.ReadShow(reader);
            case "operation":
                return OperationCommands.ReadShowDetails(reader);
            case "databases":
                return ShowDatabaseCommands.ReadAll(reader);
            case "database":
                return ShowDatabaseCommands.Read(reader);
            case "schema":
                return ShowSchemaCommands.ReadForm(reader);
            case "tables":
                return ReadTables(reader);
            case "table":
                return ReadTable(reader);
            case "functions":
                return FunctionCommands.ShowAll();
            case "function":
                return FunctionCommands.ReadShow(reader);
            case "materialized-views":
                return reader.TryWord("details") ? ShowExtentCommands.ViewDetails(null) : MaterializedViewCommands.ShowAll();
            case "materialized-view":
                return ReadMaterializedView(reader);
            default:
                reader.Rewind(start);
                return null;
        }
    }

    private static Command ReadCluster(CommandReader reader)
    {
        if (reader.TryWord("databases"))
            return ShowDatabaseCommands.ReadAll(reader);
        if (reader.TryWord("extents"))
            return ShowExtentCommands.ForDatabase();
        return reader.TryWord("policy") ? PolicyCommands.ReadShowCluster(reader) : ShowClusterCommands.Cluster();
    }

    private static Command ReadTables(CommandReader reader)
    {
        List<string>? names = null;
        if (reader.Try("("))
        {
            reader.Rewind(reader.Position - 1);
            names = reader.ReadNames();
        }
        return reader.TryWord("details") ? ShowTableCommands.Details(names) : ShowTableCommands.Tables(names);
    }

    private static Command ReadTable(CommandReader reader)
    {
        if (reader.Try("*"))
        {
            reader.ExpectWord("policy");
            return PolicyCommands.ReadShow("Table", "*", reader);
        }
        var name = reader.ReadName();
        if (reader.TryWord("policy"))
            return PolicyCommands.ReadShow("Table", name, reader);
        if (reader.TryWord("ingestion"))
            return MappingCommands.ReadShow(name, reader);
        if (reader.TryWord("details"))
            return ShowTableCommands.Details([name]);
        if (reader.TryWord("extents"))
            return ShowExtentCommands.ForTable(name);
        if (reader.TryWord("cslschema"))
            return ShowTableCommands.Schema(name, asJson: false);
        return reader.TryWords("schema", "as", "json") ? ShowTableCommands.Schema(name, asJson: true) : ShowTableCommands.Columns(name);
    }

    private static Command ReadMaterializedView(CommandReader reader)
    {
        if (reader.Try("*"))
        {
            reader.ExpectWord("policy");
            return PolicyCommands.ReadShow("MaterializedView", "*", reader);
        }
        var name = reader.ReadName();
        if (reader.TryWord("policy"))
            return PolicyCommands.ReadShow("MaterializedView", name, reader);
        if (reader.TryWord("details"))
            return ShowExtentCommands.ViewDetails(name);
        if (reader.TryWord("extents"))
            return ShowExtentCommands.ForView(name);
        if (reader.TryWord("cslschema"))
            return ShowTableCommands.ViewSchema(name, asJson: false);
        return reader.TryWords("schema", "as", "json") ? ShowTableCommands.ViewSchema(name, asJson: true)
            : MaterializedViewCommands.Show(name);
    }
}
