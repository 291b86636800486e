namespace Abuse.Tests;

/// <inheritdoc/>
[SetUpFixture]
internal sealed class EndOfRun : NoProcessRemains;
