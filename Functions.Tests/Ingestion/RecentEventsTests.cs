using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;

namespace LatamFunctions.Tests.Ingestion;

public class RecentEventsTests
{
    [Test]
    public void An_event_is_new_only_the_first_time()
    {
        var recent = new RecentEvents();

        Assert.That(
            new[] { ("", "a"), ("", "b"), ("", "a"), ("/ops/scl", "a"), ("/ops/lim", "a"), ("/ops/scl", "a") }
                .Select(id => recent.Add(Identity(id.Item1, id.Item2))),
            Is.EqualTo([true, true, false, true, true, false]));
    }

    [Test]
    public void Similar_ids_are_distinguished()
    {
        var recent = new RecentEvents();

        Assert.That(Enumerable.Range(0, 100_000).Count(i => !recent.Add(Identity("", $"event-{i:D8}"))), Is.Zero);
    }

    private static ulong Identity(string source, string eventId) =>
        EventIdentity.From(EventIdentity.HashOf(Encoding.UTF8.GetBytes(source)), Encoding.UTF8.GetBytes(eventId)).Hash;
}
