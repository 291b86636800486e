namespace LocalFunctions.Host.Tests;

/// <inheritdoc/>
[SetUpFixture]
public sealed class EndOfRun : NoProcessRemains;
