using System.Diagnostics;
using System.Globalization;
using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Testing;
using LocalFunctions.Host.Tests.Support;
using LocalFunctions.Host.Workers;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests workers that crash, are killed, or lose their host.</summary>
public sealed class WorkerLifetimeTests
{
    /// <summary>The exit code of a process that was killed by SIGKILL.</summary>
    private const int Killed = 137;

    [Test]
    public async Task A_crash_fails_the_invocation_and_its_events_are_retried_with_the_next_worker()
    {
        await using var app = await SampleApp.StartAsync();
        var first = await app.Host.GetWorkerProcessIdAsync();
        app.Publish("endless", "exit");
        var crashed = await app.WaitForInvocationAsync("EndlessRetry");
        var retried = await app.WaitForInvocationAsync("EndlessRetry");

        Assert.Multiple(async () =>
        {
            Assert.That(crashed.Error!.Message, Does.StartWith($"The worker (process {first}) ended with exit code {Killed}."));
            Assert.That(retried.Succeeded);
            Assert.That(retried.RetryCount, Is.EqualTo(1));
            Assert.That(await app.Host.GetWorkerProcessIdAsync(), Is.Not.EqualTo(first));
        });
    }

    [Test]
    public async Task A_crash_fails_the_request_in_progress_with_500_and_the_next_request_succeeds()
    {
        await using var app = await SampleApp.StartAsync();
        using var crashed = await app.Client.PostAsync("api/crash", null);
        using var next = await app.Client.GetAsync("api/echo/after");
        var invocation = await app.WaitForInvocationAsync("Crash");

        Assert.Multiple(() =>
        {
            Assert.That((int)crashed.StatusCode, Is.EqualTo(500));
            Assert.That((int)next.StatusCode, Is.EqualTo(200));
            Assert.That(invocation.Error!.Message, Does.Contain($"exit code {Killed}").And.Contain("crash by /api/crash"));
        });
    }

    [Test]
    public async Task A_worker_that_crashes_repeatedly_loses_no_event()
    {
        await using var app = await SampleApp.StartAsync();
        var done = 0;
        for (var round = 0; round < 3; round++)
        {
            app.Publish("endless", Enumerable.Range(0, 50).Select(number => $"{number}"));
            using var crashed = await app.Client.PostAsync("api/crash", null);
        }

        while (done < 150)
        {
            var invocation = await app.WaitForInvocationAsync("EndlessRetry", result => result.Succeeded);
            done += int.Parse(invocation.ReturnValue!, CultureInfo.InvariantCulture);
        }

        Assert.That(done, Is.EqualTo(150));
    }

    [Test]
    public async Task An_invocation_that_exceeds_the_function_timeout_terminates_its_worker()
    {
        await using var app = await SampleApp.StartAsync(settings: ("AzureFunctionsJobHost__functionTimeout", "00:00:02"));
        var first = await app.Host.GetWorkerProcessIdAsync();
        app.Publish("waits", "event");
        var invocation = await app.WaitForInvocationAsync("Waits");

        Assert.Multiple(async () =>
        {
            Assert.That(invocation.Error!.Message, Does.StartWith($"The worker (process {first}) ended"));
            Assert.That(await app.Host.GetWorkerProcessIdAsync(), Is.Not.EqualTo(first));
        });
    }

    [Test]
    public void A_worker_that_waits_for_a_debugger_also_loads_the_worker_startup_hook()
    {
        string Hooks(bool waitForDebugger) =>
            new WorkerStart("/app", new Dictionary<string, string>(), 1, "id", waitForDebugger)
                .Environment().Single(variable => variable.Key == "DOTNET_STARTUP_HOOKS").Value;
        var own = typeof(FunctionsHost).Assembly.Location;

        Assert.Multiple(() =>
        {
            Assert.That(Hooks(waitForDebugger: false), Is.EqualTo(own));
            Assert.That(Hooks(waitForDebugger: true), Is.EqualTo($"{own}{Path.PathSeparator}Microsoft.Azure.Functions.Worker.Core"));
        });
    }

    [Test]
    public async Task No_app_process_remains_after_the_host()
    {
        var mark = Guid.NewGuid().ToString();
        await using (var app = await SampleApp.StartAsync(settings: (MarkedProcesses.Setting, mark)))
        {
            // The request ends its worker, so the next worker is running when the host returns a process id again.
            using var crashed = await app.Client.PostAsync("api/crash", null);
            var next = await app.Host.GetWorkerProcessIdAsync();
            Assert.That(
                MarkedProcesses.Find(MarkedProcesses.Setting, mark), Is.EqualTo(new[] { next }), "only the next worker is running");
        }

        Assert.That(MarkedProcesses.Find(MarkedProcesses.Setting, mark), Is.Empty);
    }

    [Test]
    public async Task The_worker_ends_when_its_host_is_killed()
    {
        var mark = Guid.NewGuid().ToString();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { SampleApp.HostRunner, SampleApp.Folder, $"{MarkedProcesses.Setting}={mark}", "TextsHub=texts" })
            start.ArgumentList.Add(argument);
        using var host = Process.Start(start)!;
        try
        {
            var id = int.Parse((await host.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            using var worker = Process.GetProcessById(id);
            Assert.That(MarkedProcesses.Find(MarkedProcesses.Setting, mark), Is.EqualTo(new[] { id }));

            host.Kill();
            var killed = Stopwatch.GetTimestamp();

            // On an idle machine, the worker ends within two seconds. The limit is higher for a busy machine.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await worker.WaitForExitAsync(limit.Token);
            TestContext.Out.WriteLine(
                $"The worker ended {Stopwatch.GetElapsedTime(killed).TotalMilliseconds:0} ms after the kill of its host.");
            Assert.That(MarkedProcesses.Find(MarkedProcesses.Setting, mark), Is.Empty);
        }
        finally
        {
            host.Kill(entireProcessTree: true);
        }
    }

    [Test]
    public void An_app_that_fails_to_start_is_reported_with_its_last_errors()
    {
        Assert.That(
            async () => await SampleApp.StartAsync(settings: ("SampleWorker:FailAtStart", "no database")),
            Throws.InstanceOf<FunctionsHostException>().With.Message.Contains("no database"));
    }

    [Test]
    public void A_folder_that_is_not_an_app_is_reported()
    {
        var folder = Directory.CreateTempSubdirectory("no-app").FullName;
        try
        {
            Assert.That(
                async () => await FunctionsTestHost.StartAsync(folder),
                Throws.InstanceOf<FunctionsHostException>().With.Message.Contains("worker.config.json does not exist"));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
