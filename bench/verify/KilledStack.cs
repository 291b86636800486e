using System.Diagnostics;
using System.Text.Json;
using LocalStack;

namespace Verify;

/// <summary>
/// A local stack in a process of its own. It is killed with SIGKILL and started again on the same data, or one of its child processes is
/// killed, which the stack has to start again.
/// </summary>
internal sealed class KilledStack : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly Random _random;
    private readonly StreamWriter _log;
    private Process _process;

    private KilledStack(string folder, Random random)
    {
        _folder = folder;
        _random = random;
        _log = File.CreateText(Path.Combine(folder, "stack.log"));
        _process = Start();
    }

    public int Kills { get; private set; }

    /// <summary>The kills by what was killed.</summary>
    public SortedDictionary<KillTarget, int> KillsByTarget { get; } = [];

    /// <summary>From the start of the stack's process until it reported where it listens.</summary>
    public List<TimeSpan> Restarts { get; } = [];

    public static async Task<(KilledStack Stack, Addresses Addresses)> StartAsync(
        string folder, int seed, CancellationToken cancellationToken)
    {
        var stack = new KilledStack(folder, new Random(seed));
        return (stack, await stack.AddressesAsync(cancellationToken));
    }

    /// <summary>
    /// Kills until <paramref name="kills"/> are done, each after a random running time: half of them the stack, a
    /// quarter each the functions' worker and Azurite.
    /// </summary>
    public async Task KillAsync(int kills, (TimeSpan Min, TimeSpan Max) running, Target target, CancellationToken cancellationToken)
    {
        while (Kills < kills)
        {
            await Task.Delay(running.Min + ((running.Max - running.Min) * _random.NextDouble()), cancellationToken);
            var victim = _random.Next(4) switch
            {
                0 => KillTarget.Worker,
                1 => KillTarget.Azurite,
                _ => KillTarget.Stack,
            };
            if (victim == KillTarget.Stack)
                await RestartAsync(target, cancellationToken);
            else
                await ChildProcess.KillAsync(_process.Id, victim, cancellationToken);
            KillsByTarget[victim] = KillsByTarget.GetValueOrDefault(victim) + 1;
            Kills++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        lock (_log)
            _log.Dispose();
    }

    private async Task RestartAsync(Target target, CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();

        var start = Stopwatch.GetTimestamp();
        _process = Start();
        target.MoveTo(await AddressesAsync(cancellationToken));
        Restarts.Add(Stopwatch.GetElapsedTime(start));
    }

    private void Log(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.BaseStream.CanWrite)
                _log.WriteLine(line);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(LocalStackHost).Assembly.Location, "--data", _folder, "--port", "0", "--kusto-port", "0", "--eventhubs-port", "0",
            "--azurite-port", "0",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<Addresses> AddressesAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, "endpoints.json");
        var deadline = DateTimeOffset.UtcNow + StartPatience;
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The stack ended with exit code {_process.ExitCode} instead of starting.");
            if (File.Exists(path))
            {
                using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
                if (json.RootElement.GetProperty("processId").GetInt32() == _process.Id)
                    return Addresses.OfStack(json.RootElement.Clone());
            }

            if (DateTimeOffset.UtcNow > deadline)
                throw new TimeoutException($"The stack is not up after {StartPatience.TotalSeconds:N0} s.");
            await Task.Delay(20, cancellationToken);
        }
    }
}
