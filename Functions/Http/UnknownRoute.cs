using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Http;

/// <summary>
/// Responds to requests that no other function matches, with 404, with 405 and the allowed methods, or with the response to OPTIONS.
/// Without this function, the host would respond with 404 and no body. The host matches functions in alphabetical order
/// (github.com/Azure/azure-functions-host/issues/9876), so this function's name must sort last.
/// </summary>
public sealed class UnknownRoute
{
    [Function("UnknownRoute")]
    public IResult Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")]
        HttpRequest request,
        string? path)
    {
        var methods = ApiCatalog.Current.MethodsOf(path ?? "");
        if (methods.Count == 0)
            return new Problem(ErrorCodes.RouteNotFound, "No resource exists at this address. See /api/docs for the API.");

        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        return HttpMethods.IsOptions(request.Method)
            ? Results.NoContent()
            : new Problem(ErrorCodes.MethodNotAllowed, $"This address supports {string.Join(", ", methods)}.");
    }
}
