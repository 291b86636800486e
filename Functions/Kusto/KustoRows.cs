using System.Data;

namespace LatamFunctions.Kusto;

/// <summary>A query result. If <paramref name="HasRow"/> is <c>true</c>, the first row is the reader's current row.</summary>
public sealed record KustoRows(IDataReader Reader, bool HasRow) : IDisposable
{
    public void Dispose() => Reader.Dispose();
}
