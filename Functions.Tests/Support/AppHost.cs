using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace LatamFunctions.Tests.Support;

/// <summary>
/// The host that Program.cs builds, caught before it runs: hosting announces it on a diagnostic listener, which test hosts of ASP.NET Core
/// use, too.
/// </summary>
internal static class AppHost
{
    public static IHost Build(params string[] args)
    {
        IHost? host = null;
        var thread = Environment.CurrentManagedThreadId; // other hosts may be built in this process at the same time
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
            // Program.cs ends where it would run the host.
        }

        return host ?? throw new InvalidOperationException("Program.cs built no host.");
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
