using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalStack.Host;

/// <summary>A function that an HTTP request triggers: authorizes, binds, invokes, answers.</summary>
internal sealed partial class HttpFunction
{
    private readonly FunctionEntry _function;
    private readonly HttpTriggerAttribute _trigger;
    private readonly IServiceProvider _services;
    private readonly FunctionKeys? _keys;
    private readonly CancellationToken _stopping;
    private readonly ILogger _logger;

    public HttpFunction(
        FunctionEntry function,
        string routePrefix,
        IServiceProvider services,
        FunctionKeys? keys,
        CancellationToken stopping,
        ILogger logger)
    {
        _function = function;
        _trigger = (HttpTriggerAttribute)function.Trigger;
        _services = services;
        _keys = keys;
        _stopping = stopping;
        _logger = logger;
        Route = RoutePatternFactory.Parse($"/{routePrefix}/{_trigger.Route ?? function.Name}".Replace("//", "/", StringComparison.Ordinal));
        Methods = _trigger.Methods is { Length: > 0 } methods ? [.. methods.Select(method => method.ToUpperInvariant())] : [];
        VerifyParameters();
    }

    public string Name => _function.Name;

    public RoutePattern Route { get; }

    /// <summary>None means all.</summary>
    public IReadOnlyList<string> Methods { get; }

    public bool NeedsKey => _keys is not null && _trigger.AuthLevel != AuthorizationLevel.Anonymous;

    public async Task AnswerAsync(HttpContext http)
    {
        if (_keys is not null && !_keys.Allow(_function, _trigger.AuthLevel, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        // The trace that the client is in goes on here, as in the host's own telemetry (W3C Trace Context).
        using var activity = new Activity(Name);
        if (ActivityContext.TryParse(http.Request.Headers.TraceParent, http.Request.Headers.TraceState, out var parent))
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        activity.Start();

        // A client that goes away cancels its invocation; so does the end of the host.
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping);
        await using var invocation = new Invocation(_services, _function, RouteValues(http), null, cancellation.Token);

        // Under this key the worker's GetHttpContext finds it.
        invocation.Items["HttpRequestContext"] = http;
        http.RequestServices = invocation.InstanceServices;
        try
        {
            var returned = await invocation.RunAsync(parameter => Argument(parameter, http)).ConfigureAwait(false);
            await ExecuteAsync(returned, http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e)
        {
            LogFailure(e, Name, invocation.InvocationId);
            if (http.Response.HasStarted)
                http.Abort();
            else
                Fail(http.Response);
        }
    }

    /// <summary>What Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore runs; anything else is not serialized.</summary>
    private static Task ExecuteAsync(object? result, HttpContext http) => result switch
    {
        IResult minimal => minimal.ExecuteAsync(http),
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    private static void Fail(HttpResponse response)
    {
        response.Clear();
        response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static Dictionary<string, object?> RouteValues(HttpContext http) =>
        new(http.Request.RouteValues, StringComparer.OrdinalIgnoreCase);

    private object? Argument(ParameterInfo parameter, HttpContext http)
    {
        if (parameter.Position == _function.TriggerParameter.Position)
            return http.Request;

        var text = http.Request.RouteValues[parameter.Name!]?.ToString();
        if (text is null)
            return parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return parameter.ParameterType == typeof(string)
            ? text
            : TypeDescriptor.GetConverter(parameter.ParameterType).ConvertFromString(null, CultureInfo.InvariantCulture, text);
    }

    private void VerifyParameters()
    {
        if (_function.TriggerParameter.ParameterType != typeof(HttpRequest))
            throw Refused("has an HTTP trigger that is not bound to an HttpRequest, the only type that this host binds");
        if (_function.Retry is not null)
            throw Refused("has a retry policy, which HTTP triggers do not support (AZFW0012)");

        foreach (var parameter in _function.Method.GetParameters())
        {
            var isBound = parameter.Position == _function.TriggerParameter.Position
                || parameter.ParameterType == typeof(FunctionContext)
                || parameter.ParameterType == typeof(CancellationToken)
                || Route.GetParameter(parameter.Name!) is not null;
            if (!isBound)
                throw Refused($"has a parameter '{parameter.Name}' that is neither in its route '{Route.RawText}' nor of a known type");
        }
    }

    private FunctionCatalogException Refused(string problem) => new(Name, _function.Method, problem);

    [LoggerMessage(LogLevel.Error, "{Function} (invocation {InvocationId}) failed")]
    private partial void LogFailure(Exception exception, string function, string invocationId);
}
