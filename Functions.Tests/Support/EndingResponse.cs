using Microsoft.AspNetCore.Http.Features;

namespace LatamFunctions.Tests.Support;

/// <summary>A response that a test completes. Completion runs the registered callbacks, as in a server.</summary>
internal sealed class EndingResponse : HttpResponseFeature
{
    private readonly Stack<Func<Task>> _atEnd = new();

    public override void OnCompleted(Func<object, Task> callback, object state) => _atEnd.Push(() => callback(state));

    public async Task EndAsync()
    {
        while (_atEnd.TryPop(out var callback))
            await callback();
    }
}
