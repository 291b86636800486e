namespace LocalKusto.Kql.Functions;

/// <summary>Names of Kusto's that this engine does not have, so that its errors call them unsupported and not unknown.</summary>
internal static class UnsupportedNames
{
    private static readonly HashSet<string> Aggregates =
    [
        "hll", "hll_if", "hll_merge", "tdigest", "tdigest_merge", "merge_tdigest", "buildschema", "percentilew", "percentilesw",
        "percentilesw_array",
    ];

    private static readonly HashSet<string> Functions =
    [
        "beta_cdf", "beta_inv", "beta_pdf", "bin_auto", "convert_angle", "convert_energy", "convert_force", "convert_length",
        "convert_mass", "convert_speed", "convert_temperature", "convert_volume", "current_cursor", "current_principal",
        "current_principal_details", "current_principal_is_member_of", "cursor_after", "cursor_before_or_at", "cursor_current",
        "dcount_hll", "estimate_data_size", "extent_id", "extent_tags", "external_table", "hash_combine", "hash_many", "ingestion_time",
        "parse_command_line", "parse_user_agent", "parse_xml", "percentile_tdigest", "percentiles_array_tdigest", "percentrank_tdigest",
        "punycode_domain_from_string", "punycode_domain_to_string", "punycode_from_string", "punycode_to_string", "rank_tdigest",
        "row_window_session", "stored_query_result", "welch_test",
    ];

    public static bool IsAggregate(string name) => Aggregates.Contains(name);

    public static bool IsFunction(string name) =>
        Functions.Contains(name) || name.StartsWith("series_", StringComparison.Ordinal)
        || name.StartsWith("geo_", StringComparison.Ordinal);
}
