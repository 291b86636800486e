using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests the descriptions of malformed JSON for publishers. The descriptions contain no messages from the JSON library.</summary>
public class MalformedJsonTests
{
    [TestCase("{\"a\":1,}", "not JSON at byte 7 of the event: a comma before a closing bracket")]
    [TestCase("{\"a\":[1,2, ]}", "not JSON at byte 11 of the event: a comma before a closing bracket")]
    [TestCase("{\"a\":NaN}", "not JSON at byte 5 of the event: NaN is not a JSON value; omit the property, or send null")]
    [TestCase("{\"a\":-Infinity}", "not JSON at byte 5 of the event: -Infinity is not a JSON value; omit the property, or send null")]
    [TestCase("{\"a\":None}", "not JSON at byte 5 of the event: None is not a JSON value; omit the property, or send null")]
    [TestCase("{\"a\":True}", "not JSON at byte 5 of the event: True is not a JSON value; send true")]
    [TestCase("{'a':1}", "not JSON at byte 1 of the event: an apostrophe; JSON strings and names have quotation marks")]
    [TestCase("{a:1}", "not JSON at byte 1 of the event: unexpected a")]
    [TestCase("{\"a\":1 // one\n}", "not JSON at byte 7 of the event: a comment, or a slash; JSON has no comments")]
    [TestCase("{\"a\":01}", "not JSON at byte 5 of the event: a number that begins with a zero, or a misplaced number")]
    [TestCase("{\"a\":", "not JSON: the event ends at byte 5, before it is complete")]
    [TestCase("{\"a\":\"x\ty\"}",
        "not JSON at byte 5 of the event: an unterminated or misplaced string, or one with a line break or an unknown escape")]
    [TestCase("\u00e9", "not JSON at byte 0 of the event: unexpected byte 0xC3")]
    [TestCase("{\"a\" 1}", "not JSON at byte 5 of the event: unexpected 1")]
    [TestCase("<flight/>", "not JSON: the message begins like XML; send JSON")]
    [TestCase("PAR1....", "not JSON: the message begins like a Parquet file; send JSON, plain or as gzip")]
    public void The_error_describes_malformed_JSON(string message, string detail) =>
        Assert.That(ReadResult.From(message).Error, Is.EqualTo(new ValidationError("$", EventRule.Malformed, detail)));

    [TestCase("7801", "zlib (deflate)")]
    [TestCase("785E", "zlib (deflate)")]
    [TestCase("789C", "zlib (deflate)")]
    [TestCase("78DA", "zlib (deflate)")]
    [TestCase("28B52FFD", "Zstandard")]
    [TestCase("504B0304", "a ZIP file")]
    [TestCase("4F626A01", "an Avro file")]
    public void A_message_of_another_format_is_named(string bytes, string format) => Assert.That(
        ReadResult.From([.. Convert.FromHexString(bytes), .. new byte[8]]).Error,
        Is.EqualTo(new ValidationError(
            "$", EventRule.Malformed, $"not JSON: the message begins like {format}; send JSON, plain or as gzip")));

    /// <summary>Tests messages that begin with the first bytes of a known format but have a different format.</summary>
    [TestCase("7802", "unexpected x")]
    [TestCase("504B0305", "unexpected PK")]
    [TestCase("504B0204", "unexpected PK")]
    [TestCase("28B52FFE", "unexpected (")]
    [TestCase("4F626A02", "unexpected Obj")]
    [TestCase("50415232", "unexpected PAR")]
    public void A_message_that_only_begins_like_another_format_is_not_mistaken_for_that_format(string bytes, string detail) => Assert.That(
        ReadResult.From([.. Convert.FromHexString(bytes), .. new byte[8]]).Error.Detail,
        Is.EqualTo($"not JSON at byte 0 of the event: {detail}"));

    [Test]
    public void Gzip_inside_gzip_is_reported()
    {
        var compressed = TestGzip.Compress(TestGzip.Compress(SampleEvents.Bytes(SampleEvents.Minimal)));
        var (body, error) = MessageBody.Decode(compressed, null, new Dictionary<string, object>(), 100_000);

        Assert.That(error, Is.Null);

        Assert.That(ReadResult.From(body.ToArray()).Rejected[0].Errors[0].Detail, Does.Contain("gzip inside gzip"));
    }

    /// <summary>Checks the error texts for random malformed messages.</summary>
    [Test]
    public void Messages_contain_no_platform_error_text()
    {
        var random = new Random(7);
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12", "'", "1", "-", "e", ".", "nul", "true", "/*", " ", "\n",
            "\"a\"", "\0", "\u20ac"];
        var details = new HashSet<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var message = "{\"a\":" + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var error in ReadResult.From(message).Rejected.SelectMany(rejected => rejected.Errors))
                details.Add(error.Detail);
        }

        Assert.That(details, Is.Not.Empty);
        Assert.That(
            details.Where(detail => System.Text.RegularExpressions.Regex.IsMatch(
                detail, "System\\.|Exception|LineNumber|BytePositionInLine|reader|mode|token",
                System.Text.RegularExpressions.RegexOptions.IgnoreCase)),
            Is.Empty);
    }
}
