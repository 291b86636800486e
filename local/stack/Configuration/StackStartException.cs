namespace LocalStack.Configuration;

/// <summary>
/// The exception for a stack that cannot start for a reason that the user can fix. The message contains the reason and the remedy.
/// </summary>
public class StackStartException(string message, Exception? inner = null) : Exception(message, inner);
