using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LatamFunctions.Http;

/// <summary>What every request is checked for before its function runs, by what the function says of itself.</summary>
public sealed class RequestChecks(Consumers consumers, RateLimits limits) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http
            && ApiCatalog.Current.Find(context.FunctionDefinition.Name) is { } function
            && ProblemOf(http, function) is { } problem)
        {
            await problem.ExecuteAsync(http);
            return;
        }

        await next(context);
    }

    private Problem? ProblemOf(HttpContext http, ApiFunction function)
    {
        var (request, operation) = (http.Request, function.Operation);
        var key = function.IsAnonymous ? "" : Consumers.KeyOf(request);
        if (limits.Count(key, http.Response) is { } tooMany)
            return tooMany;

        if (!consumers.Opens(key, operation.Audience))
            return new Problem(ErrorCodes.WrongKey, $"This key does not open {function.Name}, which is for those who {Word(operation.Audience)}.");

        if (RequestAddress.Origin(request).Length + request.Path.ToUriComponent().Length + (request.QueryString.Value?.Length ?? 0) > RequestAddress.MaxLength)
            return new Problem(ErrorCodes.UriTooLong, $"The address is longer than {RequestAddress.MaxLength} characters.");

        if (!operation.ChecksQuery)
            return null;

        if (request.Query[CommonParameters.ApiVersion.Name] is [{ } version] && !CommonParameters.Versions.Contains(version))
        {
            return new Problem(
                ErrorCodes.UnsupportedApiVersion, $"There is no such api-version. Supported: {string.Join(", ", CommonParameters.Versions)}.");
        }

        // A function with parameters finds more that is wrong, and tells all of it.
        var query = QueryReader.Of(request);
        query.Allow(operation.Query);
        return operation.Query.Count == 0 ? query.Problem : null;
    }

    private static string Word(Audience audience) => audience switch
    {
        Audience.Publish => "publish events",
        Audience.Operate => "operate the system",
        _ => "read flights",
    };
}
