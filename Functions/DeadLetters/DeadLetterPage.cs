namespace LatamFunctions.DeadLetters;

/// <summary>A page of dead letters.</summary>
/// <param name="Cursor">The start of the next page; <c>null</c> on the last page.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterRecord> Records, DeadLetterCursor? Cursor);
