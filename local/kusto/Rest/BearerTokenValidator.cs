using System.Security.Cryptography;
using System.Text;
using LocalKusto.Errors;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>Checks the bearer token of requests.</summary>
/// <param name="required">The required token, or <c>null</c> if no token is required.</param>
internal sealed class BearerTokenValidator(string? required)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="KustoRequestException">The token is missing or wrong (status 401).</exception>
    public void Validate(HttpRequest request)
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
            "This engine requires an access token. Send the header 'Authorization: Bearer <token>'. "
            + "A local stack with --keys stores the token in service-keys.json.");
    }

    // The duration of the comparison does not depend on the position of the first difference.
    private bool IsRequired(string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(required!));
}
