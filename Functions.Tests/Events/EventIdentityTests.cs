using System.Text;
using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests that events are distinguished by source and id, and that events in one request are ordered by their numbers.</summary>
public class EventIdentityTests
{
    [TestCase("e12", 12)]
    [TestCase("e0", 0)]
    [TestCase("e", 0)]
    [TestCase("", 0)]
    [TestCase("7", 7)]
    [TestCase("000", 0)]
    [TestCase("e0012", 12)]
    [TestCase("12x", 0)]
    [TestCase("1234567890", 1_234_567_890)]
    [TestCase("9999999999", 9_999_999_999)]
    [TestCase("12345678901", 2_345_678_901)]
    [TestCase("10000000001", 1)]
    public void The_number_is_parsed_from_the_last_ten_digits(string id, long number) =>
        Assert.That(Identity(id).Number, Is.EqualTo(number));

    [TestCase("e1", "e2", true)]
    [TestCase("e9", "e10", true)]
    [TestCase("e01", "e02", true)]
    [TestCase("12345678901", "12345678902", true)]
    [TestCase("e1", "f1", false)]
    [TestCase("e1", "e01", false)]
    [TestCase("e", "e0", false)]
    [TestCase("12345678901", "22345678901", false)]
    public void Ids_that_differ_only_in_their_number_have_the_same_prefix(string one, string other, bool same) =>
        Assert.That(Identity(one).Prefix == Identity(other).Prefix, Is.EqualTo(same));

    [TestCase("e1", "e2")]
    [TestCase("e1", "e01")]
    [TestCase("e", "e0")]
    [TestCase("12345678901", "22345678901")]
    public void Different_ids_identify_different_events(string one, string other) =>
        Assert.That(Identity(one), Is.Not.EqualTo(Identity(other)));

    [TestCase("e")]
    [TestCase("e1")]
    public void The_same_id_from_a_different_source_is_a_different_event(string id)
    {
        var (one, other) = (Identity(id, "/a"), Identity(id, "/b"));

        Assert.That((one.Hash == other.Hash, one.Prefix == other.Prefix, one == Identity(id, "/a")), Is.EqualTo((false, false, true)));
    }

    [Test]
    public void Identities_in_text_form_sort_by_number()
    {
        var texts = ((int[])[1, 2, 10, 99, 100, 1_000_000]).Select(i => Text(Identity($"e{i}"))).ToList();

        Assert.That(texts, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(texts, Has.All.Match("^[0-9a-f]{12}/[0-9]{10}$"));
    }

    private static EventIdentity Identity(string id, string source = "") =>
        EventIdentity.From(EventIdentity.HashOf(Encoding.UTF8.GetBytes(source)), Encoding.UTF8.GetBytes(id));

    private static string Text(EventIdentity identity)
    {
        var bytes = new byte[EventIdentity.Length];
        identity.Write(bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
