using System.Diagnostics;
using Verify;

namespace LocalStack.Tests;

/// <summary>
/// Runs a short form of the verifier with four kills at random times under load. With this seed, each of the three processes is killed.
/// </summary>
[Category("Stack")]
internal sealed class VerifierTests
{
    [Test]
    public async Task Kills_of_the_stack_its_worker_and_Azurite_neither_lose_nor_duplicate_events()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
            [typeof(RunPlan).Assembly.Location, "--local", "--kills", "4", "--rate", "2000", "--seed", "2516", "--bad", "97"];
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
            Assert.That(output, Does.Match(@"kill -9 +4 +Stack 2, Worker 1, Azurite 1;"));
            Assert.That(output, Does.Match(@"dead-lettered +[1-9]"));
        });
    }
}
