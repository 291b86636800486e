using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class ValidationErrorTests
{
    [TestCase(0, "")]
    [TestCase(-1, "")]
    [TestCase(1, "…")]
    public void A_detail_is_truncated_to_its_limit(int beyond, string end)
    {
        var text = new string('x', ValidationError.MaxDetailLength + beyond);

        var detail = ValidationError.SafeDetail(text);

        Assert.That(detail, Is.EqualTo(end.Length == 0 ? text : text[..(ValidationError.MaxDetailLength - 1)] + end));
    }
}
