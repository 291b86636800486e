namespace LocalKusto.Query;

/// <summary>The place in the response for an error that occurs after the first rows. The protocol defines the names.</summary>
internal enum ErrorPlacement
{
    /// <summary>The rows of the table.</summary>
    InData,

    /// <summary>The last frame of the table.</summary>
    EndOfTable,

    /// <summary>Only the last frame of the response.</summary>
    EndOfDataset,
}

/// <summary>The request options that determine the frames of a v2 response.</summary>
/// <param name="IsProgressive"><c>results_progressive_enabled</c>: results are fragmented and report their progress.</param>
/// <param name="IsFragmented"><c>results_v2_fragment_primary_tables</c>: results are fragmented.</param>
/// <param name="HasNewlines"><c>results_v2_newlines_between_frames</c>: each frame begins on a new line.</param>
/// <param name="ErrorPlacement"><c>results_error_reporting_placement</c>, or <c>null</c> if the request does not set this option.</param>
internal sealed record FrameOptions(bool IsProgressive, bool IsFragmented, bool HasNewlines, ErrorPlacement? ErrorPlacement)
{
    public bool HasFragments => IsProgressive || IsFragmented;
}
