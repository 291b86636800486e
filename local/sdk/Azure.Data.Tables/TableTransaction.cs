using System.Globalization;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>A transaction as one multipart request ($batch), and its answer taken apart ("Performing entity group transactions").</summary>
internal static class TableTransaction
{
    public static async Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        TableTransport transport, string table, List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var batch = $"batch_{Guid.NewGuid()}";
        var body = Body(transport, table, actions, batch);
        var response = await transport.SendAsync(
            request =>
            {
                request.Method = RequestMethod.Post;
                request.Headers.SetValue("Accept", "application/json");
                request.Headers.SetValue("DataServiceVersion", "3.0");
                request.Headers.SetValue("Content-Type", $"multipart/mixed; boundary={batch}");
                request.Content = RequestContent.Create(body);
            },
            "$batch",
            cancellationToken).ConfigureAwait(false);
        if (response.Status != 202)
            throw new TableTransactionFailedException(TableTransport.Failure(response));

        var answers = Answers(response.Content.ToString()).ToList();
        if (answers.FirstOrDefault(answer => answer.Status >= 400) is { } failed)
            throw Failed(failed);
        return Response.FromValue<IReadOnlyList<Response>>(answers.ConvertAll(Response (answer) => answer), response);
    }

    private static byte[] Body(TableTransport transport, string table, List<TableTransactionAction> actions, string batch)
    {
        var changes = $"changeset_{Guid.NewGuid()}";
        using var body = new MemoryStream();
        void Line(string text = "") => body.Write(Encoding.UTF8.GetBytes(text + "\r\n"));

        Line($"--{batch}");
        Line($"Content-Type: multipart/mixed; boundary={changes}");
        Line();
        for (var i = 0; i < actions.Count; i++)
        {
            var action = actions[i];
            var (method, ifMatch) = Method(action);
            var path = method == "POST" ? table : TablePath.Entity(table, action.Entity.PartitionKey, action.Entity.RowKey);
            Line($"--{changes}");
            Line("Content-Type: application/http");
            Line("Content-Transfer-Encoding: binary");
            Line(string.Create(CultureInfo.InvariantCulture, $"Content-ID: {i}"));
            Line();
            Line($"{method} {new Uri(transport.Endpoint, path).AbsoluteUri} HTTP/1.1");
            Line("Accept: application/json;odata=minimalmetadata");
            Line("DataServiceVersion: 3.0");
            Line("Prefer: return-no-content");
            if (ifMatch is not null)
                Line($"If-Match: {ifMatch}");
            if (method == "DELETE")
            {
                Line();
            }
            else
            {
                var json = TableJson.Write(action.Entity);
                Line("Content-Type: application/json");
                Line(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {json.Length}"));
                Line();
                body.Write(json);
            }

            Line();
        }

        Line($"--{changes}--");
        Line($"--{batch}--");
        return body.ToArray();
    }

    /// <summary>An update without an ETag sends no If-Match, so it is an upsert: as the official client does.</summary>
    private static (string Method, string IfMatch) Method(TableTransactionAction action)
    {
        var ifMatch = action.ETag == default ? null : action.ETag.ToString();
        return action.ActionType switch
        {
            TableTransactionActionType.Add => ("POST", null),
            TableTransactionActionType.UpdateMerge => ("PATCH", ifMatch),
            TableTransactionActionType.UpdateReplace => ("PUT", ifMatch),
            TableTransactionActionType.Delete => ("DELETE", ifMatch ?? "*"),
            TableTransactionActionType.UpsertMerge => ("PATCH", null),
            _ => ("PUT", null),
        };
    }

    private static IEnumerable<PartResponse> Answers(string body)
    {
        for (var at = body.IndexOf("HTTP/1.1 ", StringComparison.Ordinal); at >= 0;)
        {
            var next = body.IndexOf("HTTP/1.1 ", at + 1, StringComparison.Ordinal);
            yield return PartResponse.Parse(next < 0 ? body[at..] : body[at..next]);
            at = next;
        }
    }

    /// <summary>The service prefixes its message with the index of the action at fault: "3:The specified entity …".</summary>
    private static TableTransactionFailedException Failed(PartResponse failed)
    {
        var prefix = TableErrorParser.TryParse(failed)?.Message?.Split(':', 2)[0];
        return new TableTransactionFailedException(TableTransport.Failure(failed))
        {
            FailedTransactionActionIndex = int.TryParse(prefix, CultureInfo.InvariantCulture, out var index) ? index : null,
        };
    }
}
