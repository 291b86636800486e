namespace LocalStack;

internal sealed class CommandLineException(string message) : Exception(message);
