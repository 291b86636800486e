using System.Text;

namespace Abuse.Tests.Support;

/// <summary>Creates random mutations of strings. The same seed creates the same mutations.</summary>
/// <param name="seed">The seed of the random numbers.</param>
/// <param name="corpus">The strings to mutate. Parts of other strings in the corpus are inserted into a string.</param>
/// <param name="splices">Additional strings that are inserted into the strings to mutate.</param>
internal sealed class Mutations(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> splices)
{
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var bytes = Pick(corpus).ToList();
        for (var count = _random.Next(1, 5); count > 0 && bytes.Count > 0; count--)
            MutateOnce(bytes);
        return [.. bytes];
    }

    private void MutateOnce(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count);
        switch (_random.Next(7))
        {
            case 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1:
                bytes.RemoveAt(at);
                break;
            case 2 or 3:
                bytes.InsertRange(at, Pick(splices));
                break;
            case 4:
                bytes.RemoveRange(at, _random.Next(Math.Min(32, bytes.Count - at)));
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, _random.Next(Math.Min(64, bytes.Count - at))));
                break;
            default:
                var other = Pick(corpus);
                var start = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(start, _random.Next(other.Length - start)));
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> texts) => texts[_random.Next(texts.Count)];

    public static byte[][] Bytes(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
