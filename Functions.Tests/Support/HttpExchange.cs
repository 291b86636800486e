using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Tests.Support;

/// <summary>A request and its response, without a server.</summary>
internal sealed class HttpExchange
{
    private readonly MemoryStream _body = new();

    public HttpExchange(string path = "/api/test", string query = "", byte[]? body = null, string? contentType = null)
    {
        Context.Request.Path = path;
        Context.Request.QueryString = new QueryString(query);
        Context.Request.ContentType = contentType;
        if (body is not null)
        {
            Context.Request.Method = "POST";
            Context.Request.Body = new MemoryStream(body);
            Context.Request.ContentLength = body.Length;
        }

        Context.Response.Body = _body;
    }

    public DefaultHttpContext Context { get; } = new();

    public HttpRequest Request => Context.Request;

    public int Status => Context.Response.StatusCode;

    public string Text => Encoding.UTF8.GetString(_body.ToArray());

    public JsonObject Json => JsonNode.Parse(_body.ToArray())!.AsObject();

    public string Header(string name) => Context.Response.Headers[name].ToString();

    public async Task<HttpExchange> RespondAsync(IResult result)
    {
        await result.ExecuteAsync(Context);
        return this;
    }
}
