namespace Kusto.Data.Common;

public enum DataSourceCompressionType
{
    None = 0,
    GZip = 1,
    Zip = 2,
}
