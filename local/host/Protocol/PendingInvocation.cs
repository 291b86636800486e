namespace LocalFunctions.Host.Protocol;

/// <summary>An invocation that is waiting for its response, with the lines that the function has logged.</summary>
/// <param name="keepLogs">Whether log lines are stored for the result.</param>
internal sealed class PendingInvocation(string functionName, bool keepLogs)
{
    /// <summary>The maximum number of stored log lines per invocation. Later lines are forwarded but not stored.</summary>
    public const int MaxLogs = 1000;

    private readonly TaskCompletionSource<InvocationResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<InvocationLog> _logs = [];

    public string FunctionName { get; } = functionName;

    public Task<InvocationResponse> Response => _response.Task;

    /// <summary>
    /// Returns the logged lines. All lines have arrived when <see cref="Response"/> has completed, because the worker sends the lines
    /// before the response.
    /// </summary>
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
