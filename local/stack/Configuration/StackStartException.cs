namespace LocalStack.Configuration;

/// <summary>The stack cannot start, for a reason that its user can change. The message states the reason and the remedy.</summary>
public class StackStartException(string message, Exception? inner = null) : Exception(message, inner);
