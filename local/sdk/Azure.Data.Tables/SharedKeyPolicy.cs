using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>
/// Signs each attempt with the account's key: "SharedKeyLite" of the Table service, which is HMAC-SHA256 over the date and the
/// canonical resource ("Authorize with Shared Key", Table service).
/// </summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        var signature = HMACSHA256.HashData(credential.Key, Encoding.UTF8.GetBytes($"{date}\n{Resource(message.Request)}"));
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {credential.AccountName}:{Convert.ToBase64String(signature)}");
    }

    /// <summary>Account and path. Of the query only "comp" is part of it, which no operation of this client has.</summary>
    private string Resource(Request request) => $"/{credential.AccountName}{request.Uri.ToUri().AbsolutePath}";
}
