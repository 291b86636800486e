using LatamFunctions.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>What a replay came to: events to publish, an earlier replay's outcome (nothing to publish), or a problem.</summary>
internal sealed record ReplayOutcome(DeadLetterRecord Record, IReadOnlyList<string> Events, Problem? Problem = null);
