namespace LocalStack.Cli;

internal sealed class CommandLineException(string message) : Exception(message);
