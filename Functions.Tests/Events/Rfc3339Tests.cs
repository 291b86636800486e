using System.Text;
using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class Rfc3339Tests
{
    [TestCase("2024-05-01T10:20:30Z", "2024-05-01T10:20:30.0000000")]
    [TestCase("2024-05-01t10:20:30z", "2024-05-01T10:20:30.0000000")]
    [TestCase("2024-05-01T10:20:30.5Z", "2024-05-01T10:20:30.5000000")]
    [TestCase("2024-05-01T10:20:30.1234567Z", "2024-05-01T10:20:30.1234567")]
    [TestCase("2024-05-01T10:20:30.123456789Z", "2024-05-01T10:20:30.1234567")]
    [TestCase("2024-05-01T06:20:30-04:00", "2024-05-01T10:20:30.0000000")]
    [TestCase("2024-05-01T00:20:30+05:45", "2024-04-30T18:35:30.0000000")]
    [TestCase("2024-05-01T23:59:00+23:59", "2024-05-01T00:00:00.0000000")]
    [TestCase("2024-05-01T00:00:00-23:59", "2024-05-01T23:59:00.0000000")]
    [TestCase("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000")]
    [TestCase("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.9999999")]
    [TestCase("2016-12-31T20:59:60-03:00", "2016-12-31T23:59:59.9999999")]
    [TestCase("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [TestCase("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999")]
    public void A_time_with_an_offset_is_converted_to_UTC(string text, string expected)
    {
        Assert.That(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var utc), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(utc.ToString("yyyy-MM-ddTHH:mm:ss.fffffff"), Is.EqualTo(expected));
            Assert.That(utc.Kind, Is.EqualTo(DateTimeKind.Utc));
        });
    }

    [TestCase("", Description = "nothing")]
    [TestCase("2024-05-01", Description = "a date only")]
    [TestCase("2024-05-01T10:20:30", Description = "local: no offset")]
    [TestCase("2024-05-01 10:20:30Z", Description = "a space for the T")]
    [TestCase("2024-05-01T10:20Z", Description = "no seconds")]
    [TestCase("2024-05-01T10:20:30.Z", Description = "a point without digits")]
    [TestCase("2024-05-01T10:20:30.5", Description = "a fraction, no offset")]
    [TestCase("2023-02-29T00:00:00Z", Description = "no leap year")]
    [TestCase("2024-13-01T00:00:00Z", Description = "month 13")]
    [TestCase("2024-00-01T00:00:00Z", Description = "month 0")]
    [TestCase("2024-04-31T00:00:00Z", Description = "April 31")]
    [TestCase("0000-01-01T00:00:00Z", Description = "year 0")]
    [TestCase("2024-05-01T24:00:00Z", Description = "hour 24")]
    [TestCase("2024-05-01T10:60:00Z", Description = "minute 60")]
    [TestCase("2024-05-01T10:20:61Z", Description = "second 61")]
    [TestCase("2024-05-01T10:20:60Z", Description = "a leap second in the middle of a day")]
    [TestCase("2024-05-01T10:20:30+0400", Description = "offset without colon")]
    [TestCase("2024-05-01T10:20:30 04:00", Description = "a plus sign that was decoded as a space")]
    [TestCase("2024-05-01T10:20:30+04.00", Description = "a point for the colon")]
    [TestCase("2024-05-01T10:20:30+:400", Description = "a colon for a digit")]
    [TestCase("2024-05-01T10:20:30X", Description = "another letter for the Z")]
    [TestCase("2024-05-01T10:20:30+24:00", Description = "offset of 24 hours")]
    [TestCase("2024-05-01T10:20:30+04:60", Description = "offset of 60 minutes")]
    [TestCase("2024-05-01T10:20:30ZZ", Description = "more behind it")]
    [TestCase("0001-01-01T00:00:00+01:00", Description = "before the first instant")]
    [TestCase("9999-12-31T23:59:59-01:00", Description = "after the last instant")]
    [TestCase("２０２４-05-01T10:20:30Z", Description = "full-width digits")]
    public void A_string_that_is_not_an_RFC_3339_time_is_rejected(string text) =>
        Assert.That(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);

    [Test]
    public void Times_are_formatted_as_the_framework_formats_them()
    {
        var random = new Random(1);
        var written = new byte[Rfc3339.Length];
        for (var i = 0; i < 10_000; i++)
        {
            var time = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc);
            if (i % 2 == 0)
                time = new DateTime(time.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            Rfc3339.Write(time, written);
            Assert.That(System.Text.Encoding.ASCII.GetString(written), Is.EqualTo(time.ToString("O")));
        }
    }
}
