namespace LocalKusto.Kql.Functions;

/// <summary>Names of Kusto's that this engine does not have, so that its errors call them unsupported and not unknown.</summary>
internal static class UnsupportedNames
{
    private static readonly HashSet<string> Aggregates =
    [
        "hll", "hll_if", "hll_merge", "tdigest", "tdigest_merge", "merge_tdigest", "buildschema", "percentilew", "percentilesw", "percentilesw_array",
    ];

    private static readonly HashSet<string> Functions =
    [
        "beta_cdf", "beta_inv", "beta_pdf", "bin_auto", "cursor_after", "cursor_before_or_at", "cursor_current", "current_cursor", "current_principal",
        "current_principal_details", "current_principal_is_member_of", "dcount_hll", "estimate_data_size", "extent_id", "extent_tags", "ingestion_time",
        "parse_user_agent", "parse_xml", "parse_command_line", "percentile_tdigest", "percentiles_array_tdigest", "percentrank_tdigest", "rank_tdigest",
        "row_window_session", "welch_test", "stored_query_result", "external_table", "geo_angle", "geo_azimuth",
    ];

    public static bool IsAggregate(string name) => Aggregates.Contains(name);

    public static bool IsFunction(string name) =>
        Functions.Contains(name) || name.StartsWith("series_", StringComparison.Ordinal) || name.StartsWith("geo_", StringComparison.Ordinal);
}
