using LatamFunctions.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>The outcome of a replay: events, that of an earlier replay (no events now), or a problem.</summary>
/// <param name="Record">The dead letter as it is then.</param>
/// <param name="Events">The events that were published, or would be by other than a dry run.</param>
/// <param name="Problem">The reason, if nothing was published.</param>
internal sealed record ReplayOutcome(DeadLetterRecord Record, int Events, Problem? Problem = null);
