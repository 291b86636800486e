using System.ComponentModel;
using System.Text.Json.Serialization;
using LatamFunctions.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>The response to a bulk discard: the number of dead letters per outcome.</summary>
internal sealed record DiscardedDeadLetters(
    [property: Description("Dead letters that this request discarded.")] int Discarded,
    [property: Description("Dead letters that were already discarded.")] int DiscardedEarlier,
    [property: Description("Dead letters that were not discarded because a replay has already stored their events.")] int Refused,
    [property: Description("True for a dry run: the dead letters would be discarded. Absent otherwise."), JsonPropertyOrder(-1)]
    bool? DryRun = null,
    [property: Description(BulkResultJson.NextLink), Format("uri-reference")] string? NextLink = null);

/// <summary>The response to a bulk replay: the number of dead letters per outcome.</summary>
internal sealed record ReplayedDeadLetters(
    [property: Description("Dead letters whose events this request published.")] int Replayed,
    [property: Description("Dead letters that an earlier replay has processed.")] int ReplayedEarlier,
    [property: Description("Dead letters that are still invalid or were discarded.")] int Refused,
    [property: Description("Events that were published.")] int Events,
    [property: Description("True for a dry run: the events would be published. Absent otherwise."), JsonPropertyOrder(-1)]
    bool? DryRun = null,
    [property: Description(BulkResultJson.NextLink), Format("uri-reference")] string? NextLink = null);

[JsonSerializable(typeof(DiscardedDeadLetters))]
[JsonSerializable(typeof(ReplayedDeadLetters))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class BulkResultJson : JsonSerializerContext
{
    public const string NextLink =
        "The URL to POST to for the next page: absolute, or relative to the request URL. Absent on the last page.";
}
