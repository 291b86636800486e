using LocalEventHubs.Hubs;

namespace LocalEventHubs.Tests;

internal sealed class PartitionKeyHashTests
{
    [TestCase("", 0, 0, 0, 0, 0)]
    [TestCase("a", -16220, 0, 0, 4, 28)]
    [TestCase("mykey", -8299, 1, 3, 3, 11)]
    [TestCase("alphabet", -23478, 0, 2, 6, 22)]
    [TestCase("TestKey1234", 6303, 1, 3, 7, 31)]
    [TestCase("partition-key-12", 30372, 0, 0, 4, 4)]
    [TestCase("0123456789abc", -4167, 1, 3, 7, 7)]
    [TestCase("TeamForgetsToTest-partition-key-longer-than-twenty-four", -9909, 1, 1, 5, 21)]
    [TestCase("7", -15263, 1, 3, 7, 31)]
    [TestCase("131", 30562, 0, 2, 2, 2)]
    [TestCase("7149583486996073602", 12977, 1, 1, 1, 17)]
    [TestCase("FWfAT", -22341, 1, 1, 5, 5)]
    [TestCase("sOdeEAsyQoEuEFPGerWO", -6503, 1, 3, 7, 7)]
    [TestCase("ünïcödé", -539, 1, 3, 3, 27)]
    [TestCase("日本語", -23353, 1, 1, 1, 25)]
    public void A_key_has_the_same_partition_as_in_the_SDKs(string key, int hash, int of2, int of4, int of8, int of32)
    {
        Assert.That(PartitionKeyHash.Compute(key), Is.EqualTo(hash));
        int[] partitions = [.. new[] { 2, 4, 8, 32 }.Select(count => PartitionKeyHash.Partition(key, count))];
        Assert.That(partitions, Is.EqualTo(new[] { of2, of4, of8, of32 }));
    }
}
