using System.Diagnostics;
using Verify;

namespace LocalStack.Tests;

/// <summary>The verifier's short form: five kills at random moments under load.</summary>
[Category("Stack")]
internal sealed class VerifierTests
{
    [Test]
    public async Task Five_kills_under_load_lose_nothing_and_show_nothing_twice()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [typeof(RunPlan).Assembly.Location, "--local", "--kills", "5", "--rate", "2000", "--seed", "7", "--bad", "97"];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(process.ExitCode, Is.Zero, output + await errors);
            Assert.That(output, Does.Match(@"lost +0\r?\n"));
            Assert.That(output, Does.Match(@"visible twice +0 "));
            Assert.That(output, Does.Match(@"wrong flights +0 "));
            Assert.That(output, Does.Match(@"patched +[1-9]"));
            Assert.That(output, Does.Match(@"kill -9 +5 "));
            Assert.That(output, Does.Match(@"dead-lettered +[1-9]"));
        });
    }
}
