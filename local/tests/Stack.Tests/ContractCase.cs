using LatamFunctions.Tests.OpenApi;

namespace LocalStack.Tests;

/// <summary>A response that the OpenAPI document specifies for an operation.</summary>
/// <param name="Code">The error code of a problem response, or <c>null</c> for any other response.</param>
internal sealed record ContractCase(string Operation, int Status, string? Code)
{
    public static IEnumerable<ContractCase> AllOf(ApiDocument document) =>
        from operation in document.Operations
        from response in operation.Responses
        from code in response.Value.Codes.DefaultIfEmpty<string?>(null)
        select new ContractCase(operation.Id, response.Key, code);

    public override string ToString() => $"{Operation} {Status} {Code}".TrimEnd();
}

/// <summary>The response to a <see cref="ContractCase"/>.</summary>
internal sealed record ContractExchange(
    ContractCase Case, int Status, string? MediaType, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<ContractExchange> OfAsync(ContractCase asked, HttpResponseMessage response)
    {
        using (response)
        {
            return new ContractExchange(
                asked,
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.Concat(response.Content.Headers)
                    .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
                await response.Content.ReadAsStringAsync());
        }
    }
}
