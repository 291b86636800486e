using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LatamFunctions.Http;
using Microsoft.OpenApi;
using DescriptionAttribute = System.ComponentModel.DescriptionAttribute;

namespace LatamFunctions.Tests.Http;

public sealed partial class DocumentSchemaTests
{
    [Test]
    public async Task A_schema_has_the_names_types_descriptions_and_formats_of_the_record()
    {
        var schema = DocumentSchema.From(ParcelJson.Default.Parcel);

        Assert.That(
            JsonNode.Parse(await schema.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)),
            Is.EqualTo(JsonNode.Parse(
                """
                {
                  "type": "object",
                  "description": "A parcel.",
                  "required": ["id", "state", "stops"],
                  "properties": {
                    "isFragile": { "type": "boolean" },
                    "id": { "type": "string", "description": "Its number." },
                    "state": { "type": "string", "enum": ["sent", "delivered"] },
                    "stops": {
                      "type": "object",
                      "additionalProperties": {
                        "type": "object", "required": ["minutes"], "properties": { "minutes": { "type": "integer" } }
                      }
                    },
                    "link": { "type": "string", "format": "uri-reference" },
                    "notes": { "type": "array", "items": { "type": "string" } }
                  }
                }
                """)).Using<JsonNode?>(JsonNode.DeepEquals));
    }

    [Description("A parcel.")]
    internal sealed record Parcel(
        [property: Description("Its number.")] string Id,
        ParcelState State,
        IReadOnlyDictionary<string, Stop> Stops,
        [property: Format("uri-reference")] string? Link = null,
        IReadOnlyList<string>? Notes = null,
        [property: JsonPropertyOrder(-1)] bool? IsFragile = null);

    internal sealed record Stop(int Minutes);

    [JsonConverter(typeof(JsonStringEnumConverter<ParcelState>))]
    internal enum ParcelState
    {
        [JsonStringEnumMemberName("sent")]
        Sent,

        [JsonStringEnumMemberName("delivered")]
        Delivered,
    }

    [JsonSerializable(typeof(Parcel))]
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true)]
    private sealed partial class ParcelJson : JsonSerializerContext;
}
