using System.Runtime.InteropServices;

namespace LocalKusto.DuckDb;

internal abstract class DuckDbHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class DatabaseHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Disconnect(ref handle);
        return true;
    }
}

internal sealed class StatementHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyPrepare(ref handle);
        return true;
    }
}

internal sealed class AppenderHandle : DuckDbHandle
{
    protected override bool ReleaseHandle() => NativeMethods.DestroyAppender(ref handle) == 0;
}

internal sealed class LogicalTypeHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyLogicalType(ref handle);
        return true;
    }
}

/// <summary>A duckdb_result at a place that does not move.</summary>
internal sealed unsafe class ResultHandle : DuckDbHandle
{
    public ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    /// <summary>The next chunk, or 0 at the end and on errors.</summary>
    public nint FetchChunk() => NativeMethods.FetchChunk(*(NativeResult*)handle);

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyResult(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
