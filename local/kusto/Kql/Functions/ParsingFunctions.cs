using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Functions that parse URLs, file paths, CSV, versions, JSON paths and data sizes.</summary>
internal static class ParsingFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Native("parse_url(url: text): dynamic", (string url) => UrlText.ParseUrl(url)),
        Native("parse_urlquery(query: text): dynamic", (string query) => UrlText.ParseQuery(query)),
        Native("parse_path(path: text): dynamic", (string path) => UrlText.ParsePath(path)),
        Native("parse_csv(csv_text: text): dynamic", (string text) => ParsedTexts.Csv(text)),
        Native("parse_version(version: text): decimal?", (string version) => ParsedTexts.Version(version)),
        Native("parse_xml(xml: text): dynamic?", (string xml) => XmlText.Parse(xml)),
        Native("parse_command_line(command_line: anytext, parser_type: text): dynamic?",
            (string text, string kind) => CommandLine.Parse(text, kind)),
        Native("extract_json|extractjson(const jsonPath: string, dataSource: text): string",
            (string path, string json) => ParsedTexts.AtPath(path, json)),
        Native("format_bytes(value: real, const precision: long = 0, const units: string = ''): string",
            (double value, long precision, string units) => ParsedTexts.Bytes(value, precision, units)),
    ];
}
