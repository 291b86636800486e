using LatamFunctions.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>The outcome of a replay: events, the outcome of an earlier replay (without events), or a problem.</summary>
/// <param name="Record">The dead letter after the replay.</param>
/// <param name="Events">The events that were published, or that a dry run would publish.</param>
/// <param name="Problem">The reason, if nothing was published.</param>
internal sealed record ReplayOutcome(DeadLetterRecord Record, int Events, Problem? Problem = null);
