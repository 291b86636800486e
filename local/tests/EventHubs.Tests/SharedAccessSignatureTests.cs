using LocalEventHubs.Security;

namespace LocalEventHubs.Tests;

internal sealed class SharedAccessSignatureTests
{
    private const string Key = "SAS_KEY_VALUE";

    // Tokens that were recorded from the JavaScript and Python SDKs, and a token in the format of the .NET SDK.
    [TestCase("sb%3A%2F%2Flocalhost%2Feh1", "1795232016", "a0VxbVSl8eoWOadkWj6A%2FR4vXIEQdv7KOLqBdcJbh44%3D")]
    [TestCase(
        "sb%3A%2F%2Flocalhost%3A5673%2Feh1%2FConsumerGroups%2F%24Default%2FPartitions%2F0",
        "1795232038",
        "%2FzNXMZ7B9TY%2FyGMQMEzyLxnw%2BKIonQolBJ02HIgXDuQ%3D")]
    [TestCase("sb%3A%2F%2Flocalhost%3A5671%2Feh1", "1795232488", "IktdLFBIA7Jsf7vr0SRmkmooc99wPikP%2FKev1ulwiZY%3D")]
    [TestCase("amqps%3A%2F%2Flocalhost%2Feh1", "1795232828", "5bcsBVD71uZ2aOH%2B3gcsC1T9Tvx%2F8IOmPdS7bLUQPFI%3D")]
    public void A_token_signed_by_an_SDK_is_valid(string resource, string expiry, string signature)
    {
        var token = SharedAccessSignature.Parse(
            $"SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn=RootManageSharedAccessKey")!;

        Assert.That(token.IsSignedWith(Key));
        Assert.That(token.IsSignedWith("another"), Is.False);
        Assert.That((token with { Expiry = "1999999999" }).IsSignedWith(Key), Is.False, "the expiry is signed");
        Assert.That((token with { Resource = "sb%3a%2f%2flocalhost" }).IsSignedWith(Key), Is.False, "the resource is signed");
        Assert.That(token.ExpiresAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(long.Parse(expiry))));
    }

    [Test]
    public void A_created_token_equals_a_token_from_an_SDK()
    {
        var token = SharedAccessSignature.Create(
            new Uri("sb://localhost/eh1"), "RootManageSharedAccessKey", Key, DateTimeOffset.FromUnixTimeSeconds(1795232016));

        Assert.That(
            token.ToString(),
            Is.EqualTo(
                "SharedAccessSignature sr=sb%3A%2F%2Flocalhost%2Feh1&sig=a0VxbVSl8eoWOadkWj6A%2FR4vXIEQdv7KOLqBdcJbh44%3D"
                + "&se=1795232016&skn=RootManageSharedAccessKey"));
    }

    [Test]
    public void The_fields_can_be_in_any_order()
    {
        var token = SharedAccessSignature.Parse("sharedaccesssignature skn=k%20ey&se=17&sig=c2ln%3D&sr=hub");

        Assert.That(token, Is.EqualTo(new SharedAccessSignature("hub", "c2ln=", "17", "k ey")));
    }

    [TestCase("")]
    [TestCase("Bearer abc")]
    [TestCase("SharedAccessSignature")]
    [TestCase("SharedAccessSignature ")]
    [TestCase("SharedAccessSignature sr=a&sig=b&se=1")]
    [TestCase("SharedAccessSignature sr&sig&se&skn")]
    public void A_malformed_shared_access_signature_is_not_a_token(string text) => Assert.That(SharedAccessSignature.Parse(text), Is.Null);

    [TestCase("not base64!")]
    [TestCase("AAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_malformed_signature_is_invalid(string signature) =>
        Assert.That(new SharedAccessSignature("hub", signature, "1795232016", "k").IsSignedWith(Key), Is.False);

    [TestCase("soon")]
    [TestCase("-1")]
    [TestCase("99999999999999999999")]
    public void An_invalid_expiry_is_null(string expiry) =>
        Assert.That(new SharedAccessSignature("hub", "", expiry, "k").ExpiresAt, Is.Null);

    [TestCase("sb%3A%2F%2Flocalhost%2Feh1", true)]
    [TestCase("sb%3a%2f%2flocalhost%3a5673%2fEH1%2f", true)]
    [TestCase("amqps%3A%2F%2Flocalhost%2Feh1", true)]
    [TestCase("https%3A%2F%2Fns.servicebus.windows.net%2F", true, Description = "the namespace")]
    [TestCase("http%3A%2F%2F127.0.0.1%3A5000%2Feh1%2Fmessages", true)]
    [TestCase("ns.servicebus.windows.net%2Feh1", true, Description = "without a scheme")]
    [TestCase("eh1", true)]
    [TestCase("eh2", false)]
    [TestCase("sb%3A%2F%2Flocalhost%2Feh2", false)]
    [TestCase("sb%3A%2F%2Flocalhost%2Feh", false, Description = "a prefix of the hub's name")]
    [TestCase("sb%3A%2F%2Flocalhost%2Feh1%2FPartitions%2F0", false, Description = "one partition only")]
    public void A_token_covers_everything_below_its_resource(string resource, bool covered) =>
        Assert.That(new SharedAccessSignature(resource, "", "", "").Covers("/eh1/messages"), Is.EqualTo(covered));
}
