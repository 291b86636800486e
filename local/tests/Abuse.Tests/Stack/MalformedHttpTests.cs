using System.Text;

namespace Abuse.Tests.Stack;

/// <summary>
/// Tests that requests that violate the HTTP specification cause client errors and never server errors, on each server of a running stack.
/// </summary>
[Category("Stack")]
internal sealed class MalformedHttpTests
{
    [TestCase("ZZ\r\n")]
    [TestCase("FFFFFFFFFFFFFFFFF\r\n")]
    [TestCase("-1\r\n")]
    [TestCase("5\r\n{}{}{}{}\r\n0\r\n\r\n")]
    public async Task A_body_with_malformed_chunks_is_a_bad_request(string chunks)
    {
        const string headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
        (Uri Server, string Target, string Credentials)[] targets =
        [
            (TargetStack.Api, $"{TargetStack.Api.AbsolutePath}events", $"x-functions-key: {TargetStack.Keys["default"]}\r\n"),
            (TargetStack.Kusto, "/v2/rest/query", $"Authorization: Bearer {TargetStack.KustoToken}\r\n"),
        ];
        foreach (var (server, target, credentials) in targets)
            Assert.That(await StatusAsync(server, $"POST {target} HTTP/1.1\r\n{credentials}{headers}", chunks), Is.EqualTo(400), target);
    }

    /// <summary>A NUL that is percent-encoded twice is passed to the app's routing.</summary>
    [TestCase("PATCH", "flights/%2500", 401)]
    [TestCase("PROPFIND", "flights/%2500", 404)]
    [TestCase("POST", "flights/%2500", 405)]
    [TestCase("GET", "no-such-route/%2500", 404)]
    [TestCase("GET", "flights/%00", 400)]
    public async Task A_path_with_NUL_is_handled_like_any_other_path(string method, string path, int status) => Assert.That(
        await StatusAsync(TargetStack.Api, $"{method} {TargetStack.Api.AbsolutePath}{path} HTTP/1.1\r\nContent-Length: 0\r\n", ""),
        Is.EqualTo(status));

    private static async Task<int> StatusAsync(Uri server, string head, string body)
    {
        var request = $"{head}Host: {server.Authority}\r\nConnection: close\r\n\r\n{body}";
        return (await RawHttp.SendAsync(server, Encoding.ASCII.GetBytes(request))).Status;
    }
}
