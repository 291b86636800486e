namespace LocalKusto.Kql.Errors;

/// <summary>The names in Kusto that this engine does not support. Errors describe these names as unsupported instead of unknown.</summary>
internal static class UnsupportedNames
{
    private static readonly HashSet<string> Aggregates =
    [
        "hll", "hll_if", "hll_merge", "merge_tdigest", "tdigest", "tdigest_merge",
    ];

    private static readonly HashSet<string> Functions =
    [
        "bin_auto", "current_cursor", "current_principal",
        "current_principal_details", "current_principal_is_member_of", "cursor_after", "cursor_before_or_at", "cursor_current",
        "dcount_hll", "estimate_data_size", "extent_id", "extent_tags", "external_table", "hash_combine", "hash_many", "ingestion_time",
        "parse_user_agent", "percentile_tdigest", "percentiles_array_tdigest", "percentrank_tdigest",
        "rank_tdigest",
        "stored_query_result", "welch_test",
    ];

    private static readonly HashSet<string> Operators =
    [
        "assert-schema", "execute-and-cache", "externaldata", "graph-mark-components", "graph-match", "graph-merge",
            "graph-shortest-paths", "graph-to-table",
        "macro-expand", "make-graph", "reduce",
    ];

    private static readonly HashSet<string> Plugins =
    [
        "active_users_count", "activity_counts_metrics", "activity_engagement", "activity_metrics", "ai_chat_completion", "ai_embed_text",
            "ai_embeddings", "autocluster",
        "azure_digital_twins_query_request", "basket", "cosmosdb_sql_request", "dcount_intersect", "diffpatterns", "diffpatterns_text",
            "funnel_sequence",
        "funnel_sequence_completion", "http_request", "http_request_post", "infer_storage_schema", "infer_storage_schema_with_suggestions",
            "geo_line_lookup", "geo_polygon_lookup", "ipv4_lookup", "ipv6_lookup",
        "mysql_request", "new_activity_metrics", "postgresql_request", "preview", "python", "r", "rolling_percentile", "rows_near",
            "schema_merge", "sequence_detect",
        "session_count", "sliding_window_counts", "sql_request",
    ];

    /// <summary>All unsupported names, by kind.</summary>
    public static IEnumerable<(string Kind, IEnumerable<string> Names)> All =>
        [("operators", Operators), ("plugins", Plugins), ("aggregation functions", Aggregates),
            ("scalar functions, in addition to series_ and geo_ functions that are not listed above", Functions)];

    public static bool IsOperator(string name) => Operators.Contains(name);

    public static bool IsPlugin(string name) => Plugins.Contains(name);

    public static bool IsAggregate(string name) => Aggregates.Contains(name);

    public static bool IsFunction(string name) =>
        Functions.Contains(name) || name.StartsWith("series_", StringComparison.Ordinal)
        || name.StartsWith("geo_", StringComparison.Ordinal);
}
