using System.Text.Json;
using LocalKusto.Errors;

namespace LocalKusto.Rest;

/// <summary>Writes Kusto's error object, as the body of a response or inside a response that has already started.</summary>
internal static class OneApiError
{
    private const string Namespace = "Kusto.Data.Exceptions.";

    /// <summary>Writes <c>{"error":{…}}</c>.</summary>
    public static void Write(Utf8JsonWriter json, KustoRequestException error, RequestContext request, DateTime utcNow)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", error.Code);
        json.WriteString("message", error.HttpStatus < 500 ? "Request is invalid and cannot be executed."
            : "Request could not be carried out.");
        json.WriteString("@type", Namespace + error.ExceptionType);
        json.WriteString("@message", error.Message);
        WriteContext(json, request, utcNow);
        json.WriteBoolean("@permanent", error.IsPermanent);
        if (request.Text.Length > 0)
            json.WriteString("@text", request.Text);
        json.WriteString("@database", request.Database);
        if (error.InnerError is { } inner)
        {
            json.WriteStartObject("innererror");
            json.WriteString("code", inner.Code);
            json.WriteString("message", inner.Message);
            json.WriteString("@type", Namespace + inner.ExceptionType);
            json.WriteString("@message", inner.FullMessage);
            WriteContext(json, request, utcNow);
            json.WriteBoolean("@permanent", error.IsPermanent);
            json.WriteString("@errorCode", inner.Code);
            json.WriteString("@errorMessage", inner.Message);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, RequestContext request, DateTime utcNow)
    {
        json.WriteStartObject("@context");
        json.WritePropertyName("timestamp");
        KustoJson.WriteDateTime(json, utcNow);
        json.WriteString("serviceAlias", "LOCAL");
        json.WriteString("machineName", "localhost");
        json.WriteString("processName", "LocalKusto");
        json.WriteNumber("processId", Environment.ProcessId);
        json.WriteNumber("threadId", Environment.CurrentManagedThreadId);
        json.WriteString("clientRequestId", request.Ids.ClientRequestId);
        json.WriteString("activityId", request.Ids.ActivityId);
        json.WriteString("subActivityId", request.Ids.ActivityId);
        json.WriteString("activityType", request.ActivityType);
        json.WriteString("parentActivityId", request.Ids.ActivityId);
        json.WriteString("activityStack", "");
        json.WriteEndObject();
    }
}
