namespace LatamFunctions.Tests.Smoke;

/// <summary>Runs the smoke tests against the system that SMOKE_BASE_URL and related variables specify.</summary>
[Category("Smoke")]
public class SmokeTests : SmokeTestBase
{
    protected override Task<SmokeTarget> TargetAsync()
    {
        if (SmokeTarget.FromEnvironment() is { } target)
            return Task.FromResult(target);

        Assert.Ignore(
            "SMOKE_BASE_URL is not set: there is no deployed system to test. See docs/operations/releasing.md, \"The smoke test\".");
        throw new InvalidOperationException("Assert.Ignore throws.");
    }
}
