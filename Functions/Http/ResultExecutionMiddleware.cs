using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LatamFunctions.Http;

/// <summary>
/// Executes the <see cref="IResult"/> that a function returned, and removes it from the invocation. Without this middleware, the worker
/// would execute the result outside the app's middleware, where exceptions are not converted to problem details. The worker would also
/// serialize the result, including its body, into the message to the host.
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
