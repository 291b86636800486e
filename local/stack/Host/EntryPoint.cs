using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace LocalStack.Host;

/// <summary>
/// Runs a program's own entry point up to the host that it builds, and takes this host from it instead of letting it run: the
/// app is configured by its Program.cs and nothing else. The events of the listener <c>Microsoft.Extensions.Hosting</c> exist for
/// this; WebApplicationFactory and Entity Framework's tools work the same way.
/// </summary>
internal sealed class EntryPoint : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>Events come from every host that is built in this process; ours is the one built in this flow of execution.</summary>
    private static readonly AsyncLocal<EntryPoint?> Current = new();

    private readonly TaskCompletionSource<IHost> _host = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<IHostBuilder> _configure;
    private readonly ConcurrentBag<IDisposable> _subscriptions = [];

    private EntryPoint(Action<IHostBuilder> configure) => _configure = configure;

    /// <param name="program">An executable's assembly.</param>
    /// <param name="args">Its command line.</param>
    /// <param name="configure">Called when the program has said all it wants, before the host is built.</param>
    /// <returns>The host, built but not started.</returns>
    public static async Task<IHost> BuildHostAsync(Assembly program, string[] args, Action<IHostBuilder> configure)
    {
        var main = program.EntryPoint ?? throw new ArgumentException($"{program.GetName().Name} has no entry point.", nameof(program));
        var entryPoint = new EntryPoint(configure);
        using var listeners = DiagnosticListener.AllListeners.Subscribe(entryPoint);
        try
        {
            new Thread(() => entryPoint.Run(main, args)) { IsBackground = true, Name = $"{program.GetName().Name} entry point" }.Start();
            return await entryPoint._host.Task.ConfigureAwait(false);
        }
        finally
        {
            foreach (var subscription in entryPoint._subscriptions)
                subscription.Dispose();
        }
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
            _subscriptions.Add(value.Subscribe(this));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value != this)
            return;

        switch (value.Key)
        {
            case "HostBuilding":
                _configure((IHostBuilder)value.Value!);
                break;
            case "HostBuilt":
                _host.TrySetResult((IHost)value.Value!);
                throw new HostAbortedException("The local stack runs this host itself.");
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => _host.TrySetException(error);

    private void Run(MethodInfo main, string[] args)
    {
        Current.Value = this;
        try
        {
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
            _host.TrySetException(new InvalidOperationException("The program ended without building a host."));
        }
        catch (Exception e)
        {
            // Without effect when it is the HostAbortedException from above.
            _host.TrySetException(e);
        }
    }
}
