namespace Pipelines.Tests.Bicep;

/// <summary>The exception for an error in a JSON-RPC response.</summary>
internal sealed class JsonRpcException(string message) : Exception(message);
