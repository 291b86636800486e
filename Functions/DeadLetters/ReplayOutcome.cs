using LatamFunctions.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The outcome of a replay. If an earlier replay has already published the events, the outcome contains no events and no problem.
/// </summary>
/// <param name="Record">The dead letter after the replay.</param>
/// <param name="Events">The number of events that were published, or that a dry run would publish.</param>
/// <param name="Problem">The problem that prevented publishing; <c>null</c> if there is no problem.</param>
internal sealed record ReplayOutcome(DeadLetterRecord Record, int Events, Problem? Problem = null);
