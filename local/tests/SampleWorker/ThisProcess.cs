using System.Diagnostics;

namespace SampleWorker;

internal static class ThisProcess
{
    /// <summary>
    /// Terminates the process immediately. Environment.Exit would wait for the graceful shutdown of the app, which waits for the function
    /// that called Environment.Exit.
    /// </summary>
    public static void Crash(string lastWords)
    {
        Console.Error.WriteLine(lastWords);
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
