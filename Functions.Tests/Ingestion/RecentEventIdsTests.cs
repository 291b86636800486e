using System.Text;
using LatamFunctions.Ingestion;

namespace LatamFunctions.Tests.Ingestion;

public class RecentEventIdsTests
{
    [Test]
    public void An_id_is_new_once()
    {
        var recent = new RecentEventIds();

        Assert.That(
            new[] { "a", "b", "a", "", "aaaaaaaab", "aaaaaaaac", "" }.Select(id => recent.Add(Encoding.UTF8.GetBytes(id))),
            Is.EqualTo([true, true, false, true, true, true, false]));
    }

    [Test]
    public void Ids_that_differ_a_little_are_told_apart()
    {
        var recent = new RecentEventIds();

        Assert.That(Enumerable.Range(0, 100_000).Count(i => !recent.Add(Encoding.UTF8.GetBytes($"event-{i:D8}"))), Is.Zero);
    }
}
