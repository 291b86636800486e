namespace LatamFunctions.Publishing;

/// <summary>Settings <c>Publishing__*</c>.</summary>
public sealed class RequestBodyOptions
{
    public const string Section = "Publishing";

    /// <summary>
    /// Bytes of memory that the bodies of all requests in progress may need in each instance, including what is built from them. The
    /// minimum is the need of one body of the maximum size: <see cref="RequestMemory.BytesPerBodyByte"/> times
    /// <see cref="EventRequest.MaxBytes"/>.
    /// </summary>
    public long MaxMemoryBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>The time within which the body of a request must arrive.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromSeconds(30);
}
