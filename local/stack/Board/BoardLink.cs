namespace LocalStack.Board;

/// <summary>A link from the board to another page of the stack.</summary>
internal sealed record BoardLink(string Name, Uri Address);
