namespace Kusto.Data.Common;

public enum DataSourceFormat
{
    csv = 0,
    tsv = 1,
    scsv = 2,
    sohsv = 3,
    psv = 4,
    txt = 5,
    raw = 7,
    tsve = 8,
    json = -1,
    singlejson = -2,
    multijson = -3,
    avro = -4,
    parquet = -5,
    orc = -7,
    apacheavro = -8,
    w3clogfile = -9,
    azmonstream = -10,
    bond = -11,
}
