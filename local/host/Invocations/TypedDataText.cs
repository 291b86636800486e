using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Invocations;

internal static class TypedDataText
{
    /// <summary>A value of the worker as text; null if it is absent. Bytes are written in base64.</summary>
    public static string? AsText(this TypedData data) => data.DataCase switch
    {
        TypedData.DataOneofCase.None => null,
        TypedData.DataOneofCase.String => data.String,
        TypedData.DataOneofCase.Json => data.Json.ToStringUtf8(),
        TypedData.DataOneofCase.Bytes => data.Bytes.ToBase64(),
        _ => data.ToString(),
    };
}
