namespace LocalStack.Board;

/// <summary>A link of the page to another page of the stack.</summary>
internal sealed record BoardLink(string Name, Uri Address);
