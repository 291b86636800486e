namespace LocalFunctions.Host.Http;

/// <summary>The key that an HTTP function requires.</summary>
internal enum AuthorizationLevel
{
    /// <summary>No key is required.</summary>
    Anonymous,

    /// <summary>Sign-in with Azure. This host does not support sign-in and handles this level as <see cref="Function"/>.</summary>
    User,

    /// <summary>The function's key, a host key or the master key is required.</summary>
    Function,

    /// <summary>The master key is required.</summary>
    System,

    /// <summary>The master key is required.</summary>
    Admin,
}
