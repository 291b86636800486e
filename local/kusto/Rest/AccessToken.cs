using System.Security.Cryptography;
using System.Text;
using LocalKusto.Errors;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>The one bearer token of an engine that requires one.</summary>
/// <param name="required">Null if none is required.</param>
internal sealed class AccessToken(string? required)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="KustoRequestException">401: the request has no token, or another.</exception>
    public void Demand(HttpRequest request)
    {
        if (required is null)
            return;
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && IsRequired(header[Scheme.Length..].Trim()))
            return;

        request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        throw new KustoRequestException(
            StatusCodes.Status401Unauthorized,
            "Unauthorized",
            "KustoRequestDeniedException",
            "This engine requires its access token: send 'Authorization: Bearer <token>'. "
            + "A local stack with --keys keeps it in service-keys.json.");
    }

    // The comparison takes the same time regardless of the position of a difference.
    private bool IsRequired(string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(required!));
}
