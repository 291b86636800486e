using LocalStack.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Tests.Host;

/// <summary>One function for each thing that the HTTP side of the host does. Not exported, so that no catalog finds them.</summary>
internal sealed class HttpFunctions
{
    [Function("Echo")]
    public IResult Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "echo/{word}/{number:int?}")] HttpRequest request, string word, int? number, FunctionContext context) =>
        Results.Json(new { word, number, sameRequest = ReferenceEquals(context.GetHttpContext()!.Request, request), noRetry = context.RetryContext is null });

    [Function("Action")]
    public Task<IActionResult> Action([HttpTrigger(AuthorizationLevel.Anonymous, "get", "put")] HttpRequest request) =>
        Task.FromResult<IActionResult>(new StatusCodeResult(StatusCodes.Status418ImATeapot));

    [Function("Secret")]
    public IResult Secret([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Results.Text("secret");

    [Function("Admin")]
    public IResult Admin([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => Results.Text("admin");

    [Function("Fails")]
    public IResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => throw new InvalidOperationException("inside");

    [Function("Accepts")]
    public Task<IResult> Accepts([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) => Task.FromResult(Results.Accepted());

    [Function("Writes")]
    public async Task Writes([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        await request.HttpContext.Response.WriteAsync("written by the function");

    public static FunctionEntry Entry(string name) => FunctionEntry.Of(typeof(HttpFunctions).GetMethod(name)!, new FunctionAttribute(name));
}
