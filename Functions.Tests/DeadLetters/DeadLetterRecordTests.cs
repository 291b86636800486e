using LatamFunctions.DeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class DeadLetterRecordTests
{
    /// <summary>A property that the list does not read would be absent from every response.</summary>
    [Test]
    public void A_list_reads_each_property_but_the_ETag() => Assert.That(
        DeadLetterRecord.Columns,
        Is.EquivalentTo(typeof(DeadLetterRecord).GetConstructors().Single().GetParameters()
            .Select(parameter => parameter.Name!)
            .Except([nameof(DeadLetterRecord.Key), nameof(DeadLetterRecord.ETag)])
            .Concat(["PartitionKey", "RowKey"])));
}
