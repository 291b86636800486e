namespace LocalFunctions.Host.Protocol;

/// <summary>An invocation whose response has not arrived, and the lines that its function has logged so far.</summary>
/// <param name="functionName">The function's name.</param>
/// <param name="keepLogs">Whether log lines are kept for the result.</param>
internal sealed class PendingInvocation(string functionName, bool keepLogs)
{
    /// <summary>The maximum number of lines kept for one invocation; later ones are only passed on.</summary>
    public const int MaxLogs = 1000;

    private readonly TaskCompletionSource<InvocationResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<InvocationLog> _logs = [];

    public string FunctionName { get; } = functionName;

    public Task<InvocationResponse> Response => _response.Task;

    /// <summary>The lines so far. They are complete when <see cref="Response"/> is: the worker sends them first.</summary>
    public IReadOnlyList<InvocationLog> Logs()
    {
        lock (_logs)
            return [.. _logs];
    }

    public void Add(InvocationLog line)
    {
        if (!keepLogs)
            return;
        lock (_logs)
        {
            if (_logs.Count < MaxLogs)
                _logs.Add(line);
        }
    }

    public void Complete(InvocationResponse response) => _response.TrySetResult(response);

    public void Fail(Exception reason) => _response.TrySetException(reason);
}
