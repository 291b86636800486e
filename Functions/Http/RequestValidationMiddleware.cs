using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LatamFunctions.Http;

/// <summary>Checks the sender, the rate limit, the address and the query of every request before the function runs.</summary>
public sealed class RequestValidationMiddleware(ConsumerAuthenticator authenticator, RateLimits limits) : IFunctionsWorkerMiddleware
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http
            && ApiCatalog.Current.Find(context.FunctionDefinition.Name) is { } function
            && await ProblemOfAsync(http, function) is { } problem)
        {
            await problem.ExecuteAsync(http);
            return;
        }

        await next(context);
    }

    private async Task<Problem?> ProblemOfAsync(HttpContext http, ApiFunction function)
    {
        var (request, operation) = (http.Request, function.Operation);
        Consumer? consumer;
        try
        {
            consumer = function.IsAnonymous ? Consumer.Anonymous : await authenticator.FindAsync(request);
        }
        catch (HttpRequestException)
        {
            return new Problem(
                ErrorCodes.ServiceUnavailable, "The token cannot be validated: its issuer cannot be reached.")
            { RetryAfter = RetryAfter };
        }

        if (consumer is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return new Problem(
                ErrorCodes.InvalidToken, "The token is invalid because its signature, issuer, audience or lifetime is not accepted.");
        }

        http.Features.Set(consumer);
        if (limits.Count(consumer.Id, http.Response) is { } tooMany)
            return tooMany;

        if (!consumer.CanCall(operation.Scope))
            return new Problem(ErrorCodes.WrongKey,
                $"This key or token does not grant access to {function.Name}, which requires the right to "
                + $"{PermissionText(operation.Scope)}.");

        if (LengthOf(request) > RequestAddress.MaxLength)
            return new Problem(ErrorCodes.UriTooLong, $"The address is longer than {RequestAddress.MaxLength} characters.");

        if (!operation.ChecksQuery)
            return null;

        if (request.Query[CommonParameters.ApiVersion.Name] is [{ } version] && !CommonParameters.Versions.Contains(version))
        {
            return new Problem(
                ErrorCodes.UnsupportedApiVersion,
                $"The api-version is not supported. Supported: {string.Join(", ", CommonParameters.Versions)}.");
        }

        // If the operation has parameters, the function parses them and reports all errors in one response.
        var query = QueryReader.From(request);
        query.Allow(operation.Query);
        return operation.Query.Count == 0 ? query.Problem : null;
    }

    private static int LengthOf(HttpRequest request) =>
        RequestAddress.Origin(request).Length + request.Path.ToUriComponent().Length + (request.QueryString.Value?.Length ?? 0);

    private static string PermissionText(Scope scope) => scope switch
    {
        Scope.Publish => "publish events",
        Scope.Operate => "operate the system",
        _ => "read flights",
    };
}
