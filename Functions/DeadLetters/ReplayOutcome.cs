using LatamFunctions.Http;

namespace LatamFunctions.DeadLetters;

/// <summary>What a replay came to: events published, an earlier replay's outcome (none published now), or a problem.</summary>
internal sealed record ReplayOutcome(DeadLetterRecord Record, int Published, Problem? Problem = null);
