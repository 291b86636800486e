using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LatamFunctions.Http;

/// <summary>
/// Writes the <see cref="IResult"/> that a function returned to the HTTP response, and removes it from the invocation. The worker would
/// execute it outside the app's middleware, where an exception is not converted to problem details, and then serialize it a second time
/// into its message to the host, body included.
/// </summary>
public sealed class ResultExecutionMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        if (context.GetHttpContext() is not { } http)
            return;

        var invocation = context.GetInvocationResult();
        if (invocation.Value is not IResult result)
            return;

        invocation.Value = null;
        await result.ExecuteAsync(http);
    }
}
