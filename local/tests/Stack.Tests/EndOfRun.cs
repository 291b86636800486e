namespace LocalStack.Tests;

/// <inheritdoc/>
[SetUpFixture]
internal sealed class EndOfRun : NoProcessRemains;
