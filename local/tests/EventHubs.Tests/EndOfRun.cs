namespace LocalEventHubs.Tests;

/// <inheritdoc/>
[SetUpFixture]
internal sealed class EndOfRun : NoProcessRemains;
