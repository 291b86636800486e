namespace LatamFunctions.Responses;

/// <summary>The type of a value in a sort key.</summary>
internal enum CursorPart
{
    /// <summary>A number, or a time in ticks.</summary>
    Number,

    Text,
}
