using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Scope = LatamFunctions.Http.Scope;

namespace LatamFunctions.OpenApi;

/// <summary>GET /openapi.json: the OpenAPI 3.1 description of this API.</summary>
public sealed class GetOpenApi(PublicAddress address) : IHttpFunction
{
    private const string File = "openapi.json";

    static Operation IHttpFunction.Operation { get; } = new(
        "Documentation", Scope.Open, "OpenAPI document", "The OpenAPI 3.1 description of this API.")
    {
        Responses =
        [
            new Response(StatusCodes.Status200OK, "The document.")
            {
                Contents = [new("application/json", new OpenApiSchema { Type = JsonSchemaType.Object }, null)],
            },
        ],
        ChecksQuery = false,
    };

    [Function("GetOpenApi")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = File)] HttpRequest request, CancellationToken cancellationToken)
    {
        // The address is relative, so the document is the same behind a gateway.
        var server = address.PathPrefix + request.Path.Value![..^(File.Length + 1)];
        var document = OpenApiDescription.Create(ApiCatalog.Current, server.Length == 0 ? "/" : server);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return Results.Text(json.ToArray(), "application/json");
    }
}
