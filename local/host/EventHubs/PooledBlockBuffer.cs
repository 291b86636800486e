using System.Buffers;

namespace LocalFunctions.Host.EventHubs;

/// <summary>
/// The memory for one batch, which consists of pooled blocks. Disposing of the buffer returns all blocks to the pool. The buffer can also
/// be used to write strings, whose bytes are contiguous.
/// </summary>
internal sealed class PooledBlockBuffer : IBufferWriter<byte>, IDisposable
{
    private const int BlockSize = 64 * 1024;

    private readonly List<byte[]> _blocks = [];
    private byte[] _block = [];
    private int _used;
    private int _textStart;

    /// <summary>Allocates memory of exactly the specified size.</summary>
    public Memory<byte> Allocate(int size)
    {
        Reserve(size);
        var memory = _block.AsMemory(_used, size);
        _used += size;
        return memory;
    }

    /// <summary>Begins a string. All bytes that are written before <see cref="EndText"/> is called are contiguous.</summary>
    public void BeginText() => _textStart = _used;

    public ReadOnlyMemory<byte> EndText() => _block.AsMemory(_textStart, _used - _textStart);

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = Math.Max(sizeHint, 1);
        if (_block.Length - _used < needed)
        {
            // Move the current text to the larger block.
            var text = _block.AsSpan(_textStart, _used - _textStart);
            var old = text.Length;
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, 2 * (old + needed)));
            text.CopyTo(grown);
            _blocks.Add(grown);
            (_block, _textStart, _used) = (grown, 0, old);
        }

        return _block.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        foreach (var block in _blocks)
            ArrayPool<byte>.Shared.Return(block);
        _blocks.Clear();
        _block = [];
        _used = 0;
    }

    private void Reserve(int size)
    {
        if (_block.Length - _used >= size)
            return;
        _block = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, size));
        _blocks.Add(_block);
        _used = 0;
    }
}
