namespace LocalStack.Configuration;

/// <summary>The stack cannot start, for a reason that its user can change. The message says which, and how.</summary>
public class StackStartException(string message, Exception? inner = null) : Exception(message, inner);
