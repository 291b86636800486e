using System.Diagnostics;
using LocalStack.Testing;

namespace Verify;

/// <summary>
/// A local stack in a separate process. Either the stack is killed with SIGKILL and started again with the same data, or one of its child
/// processes is killed, and the stack must start the process again.
/// </summary>
internal sealed class KilledStack : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Random _random;
    private StackProcess _process;

    private KilledStack(string folder, Random random)
    {
        _folder = folder;
        _random = random;
        _process = Start();
    }

    public int Kills { get; private set; }

    /// <summary>The number of kills per target.</summary>
    public SortedDictionary<KillTarget, int> KillsByTarget { get; } = [];

    /// <summary>The durations of the restarts, from the start of the stack's process until the stack reported its addresses.</summary>
    public List<TimeSpan> Restarts { get; } = [];

    public static async Task<(KilledStack Stack, Addresses Addresses)> StartAsync(
        string folder, int seed, CancellationToken cancellationToken)
    {
        var stack = new KilledStack(folder, new Random(seed));
        try
        {
            return (stack, await stack.AddressesAsync(cancellationToken));
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Performs <paramref name="kills"/> kills, each after a random running time. Half of the kills target the stack, a quarter the
    /// Functions worker, and a quarter Azurite.
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

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task RestartAsync(Target target, CancellationToken cancellationToken)
    {
        await _process.DisposeAsync();

        var start = Stopwatch.GetTimestamp();
        _process = Start();
        await target.MoveToAsync(await AddressesAsync(cancellationToken));
        Restarts.Add(Stopwatch.GetElapsedTime(start));
    }

    private StackProcess Start() => new(_folder, logFile: Path.Combine(_folder, "stack.log"));

    private async Task<Addresses> AddressesAsync(CancellationToken cancellationToken) =>
        Addresses.FromStack(await _process.EndpointsAsync(cancellationToken));
}
