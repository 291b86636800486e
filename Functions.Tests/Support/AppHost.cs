using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace LatamFunctions.Tests.Support;

/// <summary>
/// Returns the host that Program.cs builds, before the host runs. The hosting library publishes the host to a diagnostic listener, which
/// ASP.NET Core test hosts also use.
/// </summary>
internal static class AppHost
{
    public static IHost Build(params string[] args)
    {
        IHost? host = null;
        var thread = Environment.CurrentManagedThreadId; // Other tests can build hosts in this process at the same time.
        using var listeners = DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name == "Microsoft.Extensions.Hosting")
            {
                listener.Subscribe(new Observer<KeyValuePair<string, object?>>(built =>
                {
                    if (built.Key == "HostBuilt" && Environment.CurrentManagedThreadId == thread)
                    {
                        host = (IHost)built.Value!;
                        throw new HostCaughtException();
                    }
                }));
            }
        }));

        try
        {
            typeof(LatamFunctions.Ingestion.IngestFlightEvents).Assembly.EntryPoint!.Invoke(null, [args]);
        }
        catch (System.Reflection.TargetInvocationException e) when (e.InnerException is HostCaughtException)
        {
            // Program.cs ends before it runs the host.
        }

        return host ?? throw new InvalidOperationException("Program.cs did not build a host.");
    }

    private sealed class HostCaughtException : Exception;

    private sealed class Observer<T>(Action<T> onNext) : IObserver<T>
    {
        public void OnNext(T value) => onNext(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
