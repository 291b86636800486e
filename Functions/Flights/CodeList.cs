using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Flights;

/// <summary>A parameter that accepts several codes: <c>origin=SCL,LIM</c>.</summary>
internal static class CodeList
{
    public const int MaxCodes = 20;

    /// <param name="code">
    /// The parameter for a single code. The list's value contains the codes that this parameter parses, separated by commas.
    /// </param>
    public static QueryParameter<string?> Create(QueryParameter<string?> code) => new(
        code.Name,
        $"{code.Description} Separate multiple values with commas.",
        $"{code.Expected}; or up to {MaxCodes} of these, separated by commas",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = code.Schema.MinLength },
        (text, out value) =>
        {
            var codes = new List<string>();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!code.TryParse(part, out var read) || read is null)
                {
                    value = null;
                    return false;
                }

                codes.Add(read);
            }

            value = string.Join(',', codes.Distinct());
            return codes.Count <= MaxCodes;
        })
    {
        Example = code.Example,
    };
}
