using System.Data;

namespace Kusto.Data.Common;

/// <summary>A client for management commands.</summary>
public interface ICslAdminProvider : IDisposable
{
    string DefaultDatabaseName { get; set; }

    /// <summary>Executes a management command, which starts with a dot. The command cannot be canceled.</summary>
    Task<IDataReader> ExecuteControlCommandAsync(string databaseName, string command, ClientRequestProperties properties = null);
}
