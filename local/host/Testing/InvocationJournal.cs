using LocalFunctions.Host.Invocations;

namespace LocalFunctions.Host.Testing;

/// <summary>The results of ended invocations that no test has read yet.</summary>
internal sealed class InvocationJournal
{
    /// <summary>The maximum number of stored results. Older results are dropped.</summary>
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<InvocationResult> _results = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(InvocationResult result)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _results.AddLast(result);
            if (_results.Count > Capacity)
                _results.RemoveFirst();
            added = _added;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }

    public async Task<InvocationResult> TakeAsync(string functionName, Func<InvocationResult, bool> where, TimeSpan timeout)
    {
        using var timer = new CancellationTokenSource(timeout);
        while (true)
        {
            Task added;
            lock (_lock)
            {
                for (var node = _results.First; node is not null; node = node.Next)
                {
                    if (node.Value.FunctionName != functionName || !where(node.Value))
                        continue;
                    _results.Remove(node);
                    return node.Value;
                }

                added = _added.Task;
            }

            try
            {
                await added.WaitAsync(timer.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"No matching invocation of '{functionName}' within {timeout.TotalSeconds:0.#} s. {Summary()}");
            }
        }
    }

    private string Summary()
    {
        lock (_lock)
        {
            var latest = _results.TakeLast(10).Select(result => $"{result.FunctionName} ({result.Error?.Message ?? "succeeded"})");
            return _results.Count == 0 ? "There are no other invocations." : $"Other invocations: {string.Join(", ", latest)}";
        }
    }
}
