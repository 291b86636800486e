namespace LatamFunctions.Responses;

/// <summary>Settings <c>AnswerCache__*</c>.</summary>
public sealed class ResponseCacheOptions
{
    public const string Section = "ResponseCache";

    /// <summary>Bytes of answers that each instance keeps.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an answer is kept for the case that the database cannot be asked.</summary>
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(10);
}
