using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Invocations;

/// <summary>Converts the worker protocol's values to text.</summary>
internal static class TypedDataText
{
    /// <summary>Converts a value from the worker to text, with bytes in base64. Returns <c>null</c> if there is no value.</summary>
    public static string? AsText(this TypedData data) => data.DataCase switch
    {
        TypedData.DataOneofCase.None => null,
        TypedData.DataOneofCase.String => data.String,
        TypedData.DataOneofCase.Json => data.Json.ToStringUtf8(),
        TypedData.DataOneofCase.Bytes => data.Bytes.ToBase64(),
        _ => data.ToString(),
    };
}
