using LatamFunctions.DeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class DeadLetterRecordTests
{
    /// <summary>Checks the columns that a list reads, because a property without its column would be absent from every response.</summary>
    [Test]
    public void A_list_reads_every_property_except_the_ETag()
    {
        string[] own = [nameof(DeadLetterRecord.Key), nameof(DeadLetterRecord.ETag), nameof(DeadLetterRecord.Entity)];

        Assert.That(
            typeof(DeadLetterRecord).GetProperties().Select(property => property.Name).Except(own),
            Is.SubsetOf(DeadLetterFields.Columns));
    }
}
