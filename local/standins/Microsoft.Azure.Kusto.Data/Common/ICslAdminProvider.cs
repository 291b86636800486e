using System.Data;

namespace Kusto.Data.Common;

public interface ICslAdminProvider : IDisposable
{
    string DefaultDatabaseName { get; set; }

    /// <summary>Runs a management command, one that starts with a dot. It cannot be canceled.</summary>
    Task<IDataReader> ExecuteControlCommandAsync(string databaseName, string command, ClientRequestProperties properties = null);
}
