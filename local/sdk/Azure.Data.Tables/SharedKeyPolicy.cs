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
internal sealed class SharedKeyPolicy(string account, string key) : HttpPipelineSynchronousPolicy
{
    private readonly byte[] _key = Convert.FromBase64String(key);

    public override void OnSendingRequest(HttpMessage message)
    {
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{date}\n{Resource(message.Request)}")));
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {account}:{signature}");
    }

    private string Resource(Request request)
    {
        var uri = request.Uri.ToUri();
        var component = System.Web.HttpUtility.ParseQueryString(uri.Query)["comp"];
        return $"/{account}{uri.AbsolutePath}" + (component is null ? "" : $"?comp={component}");
    }
}
