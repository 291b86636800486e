using Kusto.Data;

namespace Standins.Tests;

/// <summary>
/// Compares the Kusto stand-in with the official Kusto.Data.dll. Code that compiles with the stand-in must compile with the official
/// assembly. The stand-in can omit members.
/// </summary>
public class KustoDataSignaturesTests
{
    private static readonly IReadOnlyDictionary<string, TypeSignature> Official = MetadataSignatures.Read(BuildPaths.OfficialKustoData);

    private static readonly IReadOnlyDictionary<string, TypeSignature> StandIn =
        MetadataSignatures.Read(typeof(KustoConnectionStringBuilder).Assembly.Location);

    private static IEnumerable<string> Types => StandIn.Keys.Order();

    [Test]
    public void The_reference_assembly_is_the_official_assembly()
    {
        Assert.That(Official, Has.Count.GreaterThan(500));
        Assert.That(Official["Kusto.Data.Common.ICslQueryProvider"].Members, Does.Contain(
            "Public, Virtual, Abstract System.Data.IDataReader ExecuteQuery(String query)"));
    }

    [TestCaseSource(nameof(Types))]
    public void Every_type_of_the_stand_in_exists_in_the_official_assembly(string name)
    {
        Assert.That(Official.Keys, Does.Contain(name));
        var (official, standIn) = (Official[name], StandIn[name]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(standIn.Shape, Is.EqualTo(official.Shape));
            Assert.That(standIn.Base, Is.EqualTo(official.Base));
            Assert.That(standIn.Interfaces, Is.SubsetOf(official.Interfaces));
        }
    }

    [TestCaseSource(nameof(Types))]
    public void Every_member_of_the_stand_in_has_the_official_signature(string name) =>
        Assert.That(StandIn[name].Members, Is.SubsetOf(Official[name].Members));

    [TestCaseSource(nameof(Enums))]
    public void An_enum_has_all_official_members(string name) =>
        Assert.That(StandIn[name].Members, Is.EquivalentTo(Official[name].Members));

    private static IEnumerable<string> Enums() => Types.Where(name => StandIn[name].Base == "System.Enum");
}
