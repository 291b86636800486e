using LocalKusto.Errors;
using LocalKusto.Rest;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Tests;

[TestFixture]
internal sealed class DecompressedRequestBodyTests
{
    private const int Limit = 64 * 1024 * 1024;

    [Test]
    public void A_declared_body_uses_no_memory_until_it_arrives()
    {
        var request = new DefaultHttpContext().Request;
        (request.ContentLength, request.Body) = (Limit, new MemoryStream([1, 2, 3]));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = DecompressedRequestBody.ReadAsync(request, Limit, default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(reading.IsCompletedSuccessfully, "The body must be read on this thread, whose allocations are measured.");
        using var body = reading.Result;
        Assert.That(body.Memory.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(allocated, Is.LessThan(1024 * 1024));
    }

    [TestCase(Limit + 1L, Limit)]
    [TestCase(null, 4)]
    public void A_body_beyond_the_limit_is_rejected(long? declared, int limit)
    {
        var request = new DefaultHttpContext().Request;
        (request.ContentLength, request.Body) = (declared, new MemoryStream([1, 2, 3, 4, 5]));

        var rejection = Assert.ThrowsAsync<KustoRequestException>(() => DecompressedRequestBody.ReadAsync(request, limit, default));

        Assert.That(rejection!.HttpStatus, Is.EqualTo(StatusCodes.Status413PayloadTooLarge));
    }
}
