using LocalKusto.Errors;

namespace LocalKusto.Rest;

/// <summary>Kusto's per-request limits, and the errors for requests that exceed them.</summary>
internal static class KustoLimits
{
    /// <summary>HRESULT 0x80DA0003, E_QUERY_RESULT_SET_TOO_LARGE.</summary>
    public const int ResultTooLarge = unchecked((int)0x80DA0003);

    /// <summary>HRESULT E_FAIL.</summary>
    private const int Failed = unchecked((int)0x80004005);

    private const string LimitsExceeded = "LimitsExceeded";

    /// <summary>The maximum size in bytes of a decompressed streaming ingestion request.</summary>
    public const int MaxStreamingIngestion = 4 * 1024 * 1024;

    /// <summary>The maximum size in bytes of a decompressed query request.</summary>
    public const int MaxQueryRequest = 8 * 1024 * 1024;

    public static KustoRequestException TooManyRecords(long limit) => TooLarge($"internal record count limit {limit}");

    public static KustoRequestException TooManyBytes(long limit) => TooLarge($"internal data size limit {limit}");

    /// <summary>Returns the status code that describes why a result is incomplete.</summary>
    public static int StatusOf(KustoRequestException failure) => failure.Code == LimitsExceeded ? ResultTooLarge : Failed;

    private static KustoRequestException TooLarge(string what) => new(
        400, LimitsExceeded, "KustoServicePartialQueryFailureLimitsExceededException",
        $"Query execution has exceeded the allowed limits (80DA0003): Query result set has exceeded the {what} "
        + "(E_QUERY_RESULT_SET_TOO_LARGE).",
        isPermanent: false);
}
