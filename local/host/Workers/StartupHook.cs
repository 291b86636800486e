using System.Diagnostics;

/// <summary>
/// Runs in the worker process before its Main method, because the worker's DOTNET_STARTUP_HOOKS contains this assembly. The runtime
/// requires a class with this name in the global namespace. The hook terminates the process when the standard input ends, because the
/// worker does not detect that its host was killed.
/// </summary>
internal static class StartupHook
{
    private const string Variable = "DOTNET_STARTUP_HOOKS";

    public static void Initialize()
    {
        // Remove the hook from the environment, because the worker's child processes inherit the environment but have another standard
        // input.
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
            // The host writes nothing, so only the end of the stream is relevant.
        }

        // Do not call Environment.Exit, because the app's shutdown can take longer than a restarted host waits.
        Process.GetCurrentProcess().Kill();
    }
}
