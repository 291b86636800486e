using System.Data;

namespace LatamFunctions.Kusto;

/// <summary>A result whose first row, if <paramref name="HasRow"/>, is the reader's current one.</summary>
public sealed record KustoRows(IDataReader Reader, bool HasRow) : IDisposable
{
    public void Dispose() => Reader.Dispose();
}
