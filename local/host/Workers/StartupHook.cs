using System.Diagnostics;

/// <summary>
/// Runs in the worker process before its Main: this assembly is named in the worker's DOTNET_STARTUP_HOOKS, and the runtime requires a
/// class of this name outside any namespace. It terminates the process when the host has closed the other end of its standard input: the
/// worker itself does not detect that its host was killed.
/// </summary>
internal static class StartupHook
{
    private const string Variable = "DOTNET_STARTUP_HOOKS";

    public static void Initialize()
    {
        // Child processes of the worker inherit its environment, but not its host.
        var own = typeof(StartupHook).Assembly.Location;
        var hooks = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator);
        Environment.SetEnvironmentVariable(Variable, string.Join(Path.PathSeparator, hooks.Where(path => path.Length > 0 && path != own)));

        new Thread(EndWithHost) { IsBackground = true, Name = "Functions host watch" }.Start();
    }

    private static void EndWithHost()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[16];
        while (input.Read(buffer) > 0)
        {
            // The host writes nothing; only the end of the stream is significant.
        }

        // Environment.Exit would run the app's own shutdown first, which can take longer than a restarted host waits.
        Process.GetCurrentProcess().Kill();
    }
}
