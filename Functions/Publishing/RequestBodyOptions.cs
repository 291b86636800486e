namespace LatamFunctions.Publishing;

/// <summary>Settings <c>Publishing__*</c>: the limits for request bodies.</summary>
public sealed class RequestBodyOptions
{
    public const string Section = "Publishing";

    /// <summary>
    /// The maximum memory in each instance, in bytes, for the bodies of all requests in progress and the objects created from them. The
    /// minimum value is the memory for a body of the maximum size: <see cref="RequestMemory.BytesPerBodyByte"/> times
    /// <see cref="EventRequest.MaxBytes"/>.
    /// </summary>
    public long MaxMemoryBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>The time limit for receiving a request body.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromSeconds(30);
}
