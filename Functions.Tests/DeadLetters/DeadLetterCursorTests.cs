using System.Globalization;
using LatamFunctions.DeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests the cursor in links to pages of dead letters.</summary>
public class DeadLetterCursorTests
{
    private static readonly DeadLetterKey Key = new("9522804-3", "00000000000000000042-000000");

    [TestCase("2024-05-01T10:35:00.1234567Z")]
    [TestCase("2024-05-01T12:35:00+02:00")]
    [TestCase("0001-01-01T00:00:00Z")]
    [TestCase("9999-12-31T23:59:59.9999999Z")]
    public void A_cursor_round_trips(string enqueuedAt)
    {
        var cursor = new DeadLetterCursor(DateTimeOffset.Parse(enqueuedAt, CultureInfo.InvariantCulture), Key);

        Assert.That(DeadLetterCursor.TryParse(cursor.ToString(), out var parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(cursor));
    }

    [Test]
    public void A_cursor_is_the_time_in_hexadecimal_ticks_and_the_id() => Assert.That(
        new DeadLetterCursor(new DateTimeOffset(2024, 5, 1, 10, 35, 0, TimeSpan.Zero), Key).ToString(),
        Is.EqualTo($"8dc69ca5a5b2200.{Key.Id}"));

    [TestCase("2bca2875f4373fff", true)] // DateTime.MaxValue
    [TestCase("2bca2875f4374000", false)]
    [TestCase("0", true)]
    [TestCase("ffffffffffffffff", false)] // -1
    [TestCase("x", false)]
    [TestCase("", false)]
    [TestCase("-1", false)]
    public void A_cursor_time_is_within_the_range_of_dates(string ticks, bool isValid) =>
        Assert.That(DeadLetterCursor.TryParse($"{ticks}.{Key.Id}", out _), Is.EqualTo(isValid));

    [Test]
    public void An_incomplete_cursor_is_invalid()
    {
        var whole = new DeadLetterCursor(DateTimeOffset.UnixEpoch, Key).ToString();
        Assert.Multiple(() =>
        {
            foreach (var text in new[] { null, "", Key.Id, "0.", $"{whole}.", $"{whole}.{Key.Id}", "0.*" })
            {
                Assert.That(DeadLetterCursor.TryParse(text, out var cursor), Is.False, text);
                Assert.That(cursor, Is.EqualTo(default(DeadLetterCursor)), text);
            }
        });
    }
}
