using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace SampleWorker;

/// <summary>HTTP functions that tests use to verify the behavior of the host.</summary>
public sealed class HttpSamples(ILogger<HttpSamples> logger, IConfiguration configuration)
{
    private static readonly Channel<string> Released = Channel.CreateUnbounded<string>();

    /// <summary>Returns the input of the function.</summary>
    [Function("Echo")]
    public async Task<IResult> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "head", Route = "echo/{name?}")] HttpRequest request,
        string? name,
        FunctionContext context)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        logger.LogInformation("Echo of {Name}", name);
        request.HttpContext.Response.Headers["X-Sample"] = "echo";
        return Results.Json(new
        {
            name,
            body,
            method = request.Method,
            query = request.QueryString.Value,
            host = request.Host.Value,
            scheme = request.Scheme,
            invocationId = context.InvocationId,
            traceParent = context.TraceContext.TraceParent,
            headersOfBindingData = context.BindingContext.BindingData["Headers"]?.ToString(),
        });
    }

    [Function("NeedsFunctionKey")]
    public IResult NeedsFunctionKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keys/function")] HttpRequest request) =>
        Results.Text(request.Path);

    [Function("NeedsMasterKey")]
    public IResult NeedsMasterKey([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "keys/admin")] HttpRequest request) =>
        Results.Text(request.Path);

    /// <summary>Also matches the path of <see cref="OrderSecond"/>, but comes first in alphabetical order.</summary>
    [Function("OrderFirst")]
    public IResult OrderFirst([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/{any}")] HttpRequest request, string any) =>
        Results.Text($"first {any} {request.Method}");

    [Function("OrderSecond")]
    public IResult OrderSecond([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/literal")] HttpRequest request) =>
        Results.Text($"second {request.Method}");

    /// <summary>Sends the beginning of a response, runs until the request is canceled, and logs the cancellation.</summary>
    [Function("Endless")]
    public async Task EndlessAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "endless")] HttpRequest request, CancellationToken cancellationToken)
    {
        var http = request.HttpContext;
        await http.Response.WriteAsync("running", CancellationToken.None);
        await http.Response.Body.FlushAsync(CancellationToken.None);
        var aborted = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(aborted.SetResult);
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        await aborted.Task;
        logger.LogInformation("Endless was canceled and its request aborted");
    }

    /// <summary>
    /// Writes "ready", and then a line for each request to <see cref="ReleaseAsync"/>. An unbuffered response arrives line by line.
    /// </summary>
    [Function("Stream")]
    public async Task StreamAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stream/{count}")] HttpRequest request, int count)
    {
        var response = request.HttpContext.Response;
        await response.WriteAsync("ready\n");
        await response.Body.FlushAsync();
        for (var i = 0; i < count; i++)
        {
            await response.WriteAsync($"{await Released.Reader.ReadAsync()}\n");
            await response.Body.FlushAsync();
        }
    }

    [Function("Release")]
    public async Task<IResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "release/{line}")] HttpRequest request, string line)
    {
        await Released.Writer.WriteAsync(line, request.HttpContext.RequestAborted);
        return Results.NoContent();
    }

    [Function("Throws")]
    public IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throws")] HttpRequest request) =>
        throw new InvalidOperationException($"Thrown for {request.Path}");

    [Function("Crash")]
    public IResult Crash([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "crash")] HttpRequest request)
    {
        ThisProcess.Crash($"crash by {request.Path}");
        return Results.NoContent();
    }

    [Function("Setting")]
    public IResult Setting(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings/{name}")] HttpRequest request, string name) =>
        Results.Json(new { request.Path, Value = configuration[name] });

    /// <summary>Logs the requested number of lines.</summary>
    [Function("Logs")]
    public IResult Logs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "logs/{count}")] HttpRequest request, int count)
    {
        for (var i = 0; i < count; i++)
            logger.LogWarning("Line {Number} of {Path}", i.ToString(CultureInfo.InvariantCulture), request.Path);
        return Results.NoContent();
    }
}
