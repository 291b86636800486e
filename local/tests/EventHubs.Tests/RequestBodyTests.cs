using LocalEventHubs.Rest;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Tests;

[TestFixture]
internal sealed class RequestBodyTests
{
    private const int MaxLength = 64 * 1024 * 1024;

    [Test]
    public void A_declared_body_uses_no_memory_before_it_arrives()
    {
        var request = new DefaultHttpContext().Request;
        (request.ContentLength, request.Body) = (MaxLength, new MemoryStream([1, 2, 3]));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = RequestBody.ReadAsync(request, MaxLength, default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(reading.IsCompletedSuccessfully, "the body was read on this thread, whose allocations are counted");
        using var body = reading.Result;
        Assert.That(body.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(allocated, Is.LessThan(1024 * 1024));
    }

    [TestCase(MaxLength + 1L, MaxLength)]
    [TestCase(null, 4)]
    public void A_body_beyond_the_limit_is_rejected(long? declared, int maxLength)
    {
        var request = new DefaultHttpContext().Request;
        (request.ContentLength, request.Body) = (declared, new MemoryStream([1, 2, 3, 4, 5]));

        var rejection = Assert.ThrowsAsync<RestException>(() => RequestBody.ReadAsync(request, maxLength, default));

        Assert.That(rejection!.StatusCode, Is.EqualTo(StatusCodes.Status413PayloadTooLarge));
    }
}
