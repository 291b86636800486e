namespace LatamFunctions.DeadLetters;

/// <summary>Some records, newest first.</summary>
/// <param name="Cursor">Where the next page begins; null at the end.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterRecord> Records, DeadLetterCursor? Cursor);
