using System.Reflection;

namespace LatamFunctions.Tests.Rules;

public class FunctionRulesTests
{
    [Test]
    public void The_apps_functions_obey_the_rules() =>
        Assert.That(FunctionRules.Violations(Assembly.Load("LatamFunctions").GetTypes()), Is.Empty);

    [Test]
    public void A_sound_class_breaks_no_rule() => Assert.That(FunctionRules.Violations([typeof(SoundFunctions)]), Is.Empty);

    [TestCase(typeof(HiddenMethod), "the method is not public: the generator leaves it out")]
    [TestCase(typeof(HiddenClass), "the class is not public")]
    [TestCase(typeof(Outer.NestedClass), "the class is nested: the executor cannot find it")]
    [TestCase(typeof(Overloaded), "the method is overloaded: the entry point is its name alone")]
    [TestCase(typeof(AsyncVoid), "the method is async void (AZFW0002)")]
    [TestCase(typeof(ReturnsValueTask), "the method returns a ValueTask, which the generator does not look into")]
    [TestCase(typeof(TwoBindingsOnAParameter), "the parameter both has several bindings (AZFW0005)")]
    [TestCase(typeof(NoTrigger), "the method has 0 triggers")]
    [TestCase(typeof(RetryOnHttp), "the trigger takes no retry policy (AZFW0012)")]
    [TestCase(typeof(BatchIntoOne), "the trigger gives batches, the parameter e takes one (AZFW0008)")]
    [TestCase(typeof(BatchIntoBytes), "the trigger gives batches, the parameter e takes one (AZFW0008)")]
    public void A_breach_is_found(Type functions, string rule) =>
        Assert.That(FunctionRules.Violations([functions]), Does.Contain($"F: {rule}"));

    [Test]
    public void Names_differ_by_more_than_case() =>
        Assert.That(
            FunctionRules.Violations([typeof(TwinNames)]),
            Is.EqualTo(new[] { "Twin: several functions have this name, regardless of case (AZFW0017)" }));
}
