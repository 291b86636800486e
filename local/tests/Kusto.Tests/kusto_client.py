"""Tests the engine with Microsoft's Python client (Debian's python3-azure-kusto-data). The argument is the engine's address.

Prints the results that the client received, as JSON.
"""
import json
import sys
from datetime import timedelta

from azure.kusto.data import ClientRequestProperties, KustoClient, KustoConnectionStringBuilder
from azure.kusto.data.exceptions import KustoServiceError

client = KustoClient(KustoConnectionStringBuilder(sys.argv[1]))
client.execute_mgmt("db", ".create table Py (Name:string, N:long, At:datetime, Span:timespan, Extra:dynamic)")
client.execute_mgmt("db", '.ingest inline into table Py <| one,1,2024-05-01T10:20:30Z,00:00:01,"{""a"":[1]}"\ntwo,2,,,\n')

properties = ClientRequestProperties()
properties.set_parameter("least", 1)
properties.set_option(ClientRequestProperties.request_timeout_option_name, timedelta(minutes=1))
response = client.execute("db", "declare query_parameters(least:long); Py | where N >= least | order by N asc", properties)
primary = response.primary_results[0]
rows = [[row["Name"], row["N"], str(row["At"]), str(row["Span"]), row["Extra"]] for row in primary]


def error_of(query):
    try:
        client.execute("db", query)
    except KustoServiceError as error:
        return str(error)
    return None


print(json.dumps({
    "columns": [f"{column.column_name}:{column.column_type}" for column in primary.columns],
    "rows": rows,
    "tables": [row["TableName"] for row in client.execute_mgmt("db", ".show tables").primary_results[0]],
    "error": error_of("NoSuchTable | take 1"),
    "truncated": error_of("set truncationmaxrecords = 1; Py"),
}))
