namespace LatamFunctions.DeadLetters;

/// <summary>Some records, newest first.</summary>
/// <param name="Cursor">The start of the next page; null at the end.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterRecord> Records, DeadLetterCursor? Cursor);
