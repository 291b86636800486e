using Microsoft.AspNetCore.Http.Features;

namespace LatamFunctions.Tests.Support;

/// <summary>A response whose end a test decides: what is registered for it runs then, as a server does it.</summary>
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
