using LocalKusto.Errors;

namespace LocalKusto.Commands;

/// <summary>
/// Kusto commands that this engine does not support. The error names the command, because a syntax error would make the caller search for a
/// mistake that does not exist.
/// </summary>
internal static class UnsupportedCommands
{
    // An asterisk matches any name.
    private static readonly string[][] Patterns = [.. new[]
    {
        "add", "alter cluster", "alter database * prettyname", "alter database * storage", "alter extent", "alter external",
            "alter query_weak_consistency",
        "alter-merge cluster", "alter-merge extent", "attach", "cancel operation", "clear cluster cache", "clear database",
            "clear materialized-view",
        "clear remote-schema", "clear workload_groups", "create basicauth", "create continuous-export", "create database",
            "create entity_group",
        "create external", "create graph_model", "create request_support", "create tempstorage", "create user", "create workload_group",
        "create-or-alter continuous-export", "create-or-alter database", "create-or-alter entity_group", "create-or-alter external",
        "create-or-alter graph_model", "create-or-alter workload_group", "detach", "disable continuous-export", "disable database",
            "disable plugin",
        "drop basicauth", "drop continuous-export", "drop database", "drop entity_group", "drop extent", "drop extents", "drop external",
        "drop graph_model", "drop stored_query_result", "drop workload_group", "dup-next-failed-ingest", "dup-next-ingest",
            "enable continuous-export",
        "enable database", "enable plugin", "export", "make", "merge", "move", "purge", "rebuild", "reconnect", "remove", "replace",
            "reset", "run", "save",
        "seal", "set access", "set cluster", "set continuous-export", "set database", "set external", "set function",
            "set materialized-view",
        "set stored_query_result", "set table * admins", "set table * ingestors", "show basicauth", "show cache", "show callstacks",
            "show certificates",
        "show cluster network", "show cluster services", "show cluster storage", "show database * datastats", "show database * keyvault",
        "show database * purge", "show database * schema violations", "show follower", "show freshness", "show graph_model",
            "show graph_models",
        "show materialized-view * diagnostics", "show materialized-view * failures", "show materialized-view * statistics", "show memory",
            "show memtags",
        "show plugins", "show purge", "show purges", "show query", "show queryexecution", "show queryplan", "show rowstore",
            "show rowstores",
        "show service", "show sql", "show stored_query_result", "show table * column statistics", "show table * data statistics",
        "show table * dimensions", "show table * shards", "show tcpconnections", "show tcpports", "show threadpools", "undo",
    }.Select(pattern => pattern.Split(' ')).OrderByDescending(words => words.Length)];

    /// <returns>
    /// A command that fails with an error, or <c>null</c> if the command is not in this list. In the latter case, the reader's position is
    /// unchanged.
    /// </returns>
    public static Command? Read(CommandReader reader)
    {
        var start = reader.Position;
        foreach (var words in Patterns)
        {
            var isMatch = Matches(reader, words);
            reader.Rewind(start);
            if (!isMatch)
                continue;
            reader.ReadRest();
            var name = string.Join(' ', words.Select(word => word == "*" ? "…" : word));
            return new Command(words[0] == "show" ? "UnsupportedShow"
                : "Unsupported", _ => throw KustoRequestException.BadRequest($"The local engine does not support the command '.{name}'."));
        }
        return null;
    }

    private static bool Matches(CommandReader reader, string[] words)
    {
        foreach (var word in words)
        {
            if (word == "*" ? !reader.TryName() : !reader.TryWord(word))
                return false;
        }
        return true;
    }
}
