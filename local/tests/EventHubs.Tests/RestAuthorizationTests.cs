using System.Net;

namespace LocalEventHubs.Tests;

/// <summary>Tests the authorization of senders over REST.</summary>
internal sealed class RestAuthorizationTests : RestTestBase
{
    [TestCase(null, "MissingToken")]
    [TestCase("", "MissingToken")]
    [TestCase("Bearer eyJ0eXAi", "MalformedToken")]
    [TestCase("SharedAccessSignature sr=x", "MalformedToken")]
    [TestCase("SharedAccessSignature sr=flights&sig=AAAA&se=soon&skn=RootManageSharedAccessKey", "MalformedToken")]
    [TestCase("SharedAccessSignature sr=flights&sig=AAAA&se=1999999999&skn=RootManageSharedAccessKey", "InvalidSignature")]
    public async Task A_send_without_a_valid_token_is_unauthorized(string? authorization, string expected)
    {
        using var response = await SendWithTokenAsync(authorization);

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, expected);
    }

    [Test]
    public async Task A_token_signed_with_a_different_key_is_unauthorized()
    {
        using var wrongKey = await SendWithTokenAsync(Token(key: "another"));
        await AssertErrorAsync(wrongKey, HttpStatusCode.Unauthorized, "InvalidSignature");

        using var wrongName = await SendWithTokenAsync(Token(keyName: "another"));
        await AssertErrorAsync(wrongName, HttpStatusCode.Unauthorized, "InvalidSignature");
    }

    [Test]
    public async Task A_token_for_a_different_hub_is_unauthorized()
    {
        using var response = await SendWithTokenAsync(Token("https://localhost/flights2"));

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "InvalidAudience");
    }

    [Test]
    public async Task A_token_is_accepted_for_a_few_minutes_after_its_expiry()
    {
        var token = Token(expiry: Time.Now);

        Time.Now += TimeSpan.FromMinutes(5);
        using var withinSkew = await SendWithTokenAsync(token);
        Assert.That(withinSkew.StatusCode, Is.EqualTo(HttpStatusCode.Created));

        Time.Now += TimeSpan.FromSeconds(1);
        using var expired = await SendWithTokenAsync(token);
        await AssertErrorAsync(expired, HttpStatusCode.Unauthorized, "ExpiredToken", stored: 1);
    }

    [Test]
    public async Task An_unauthorized_sender_cannot_detect_which_hubs_exist()
    {
        using var request = Post("nope/messages", "x"u8.ToArray());
        request.Headers.Authorization = null;

        using var response = await Http.SendAsync(request);

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "MissingToken");
    }

    [Test]
    public async Task A_token_for_the_namespace_covers_a_hub()
    {
        using var response = await SendWithTokenAsync(Token("https://example.servicebus.windows.net/"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    private Task<HttpResponseMessage> SendWithTokenAsync(string? authorization)
    {
        var request = Post("flights/messages", "x"u8.ToArray());
        request.Headers.Remove("Authorization");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return SendAsync(request);
    }
}
