using System.Security.Cryptography;
using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Functions for Base64, URL encoding, compression, and hashes of strings and numbers.</summary>
internal static class EncodingFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Native("base64_encode_tostring|base64_encodestring(value: text): string", (string text) => Encodings.ToBase64(text)),
        Native("base64_encode_fromarray(array: dynamic): string", (JsonElement array) => Encodings.ToBase64(array)),
        Native("base64_encode_fromguid(guid: guid): string", (Guid guid) => Convert.ToBase64String(guid.ToByteArray())),
        Native("base64_decode_tostring|base64_decodestring(base64: text): string", (string base64) => Encodings.FromBase64(base64)),
        Native("base64_decode_toarray(base64: text): dynamic?", (string base64) => Encodings.ArrayFromBase64(base64)),
        Native("base64_decode_toguid(base64: text): guid?", (string base64) => Encodings.GuidFromBase64(base64)),
        Native("url_encode(url: text): string", (string text) => Encodings.EncodeUrl(text)),
        Native("url_encode_component(url: text): string", (string text) => Encodings.EncodeUrlComponent(text)),
        Native("url_decode(url: text): string", (string text) => Encodings.DecodeUrl(text)),
        Native("gzip_compress_to_base64_string(value: text): string", (string text) => Encodings.Compress(text, Encodings.GZip)),
        Native("gzip_decompress_from_base64_string(value: text): string", (string base64) => Encodings.Expand(base64, Encodings.GUnzip)),
        Native("zlib_compress_to_base64_string(value: text): string", (string text) => Encodings.Compress(text, Encodings.ZLib)),
        Native("zlib_decompress_from_base64_string(value: text): string", (string base64) => Encodings.Expand(base64, Encodings.Inflate)),

        Native("punycode_from_string(input_string: text): string", (string text) => Punycode.Encode(text)),
        Native("punycode_to_string(input_string: text): string", (string text) => Punycode.Decode(text)),
        Native("punycode_domain_to_string(domain: text): string", (string domain) => Punycode.EncodeDomain(domain)),
        Native("punycode_domain_from_string(encoded_string: text): string", (string domain) => Punycode.DecodeDomain(domain)),

        // For values that are not strings, these functions hash the value's text.
        Native("hash_md5(source: hashed): string", (string value) => Convert.ToHexStringLower(MD5.HashData(Hashes.Bytes(value)))),
        Native("hash_sha1(source: hashed): string", (string value) => Convert.ToHexStringLower(SHA1.HashData(Hashes.Bytes(value)))),
        Native("hash_sha256(source: hashed): string", (string value) => Convert.ToHexStringLower(SHA256.HashData(Hashes.Bytes(value)))),

        // For values that are not strings, these functions hash the value's bytes.
        .. Hash("string", (string value) => Hashes.Bytes(value)),
        .. Hash("long", (long value) => Hashes.Bytes(value)),
        .. Hash("exactreal", (double value) => Hashes.Bytes(BitConverter.DoubleToInt64Bits(value))),
        .. Hash("datetime", (DateTime value) => Hashes.Bytes(value.Ticks)),
        .. Hash("timespan", (TimeSpan value) => Hashes.Bytes(value.Ticks)),
        .. Hash("guid", (Guid value) => value.ToByteArray()),
        .. Hash("bool", (bool value) => [value ? (byte)1 : (byte)0]),
        .. Hash("exactdecimal", (KustoDecimal value) => Hashes.Bytes(value.ToString())),

    ];

    private static IReadOnlyList<ScalarFunction> Hash<T>(string type, Func<T, byte[]> bytes) =>
    [
        Native($"hash|hash_xxhash64(source: {type}): long", (T value) => XxHash64.Compute(bytes(value))),
        Native($"hash|hash_xxhash64(source: {type}, mod: long): long?",
            (T value, long mod) => Hashes.Modulo(XxHash64.Compute(bytes(value)), mod)),
    ];
}
