namespace LocalFunctions.Host.Http;

/// <summary>The key that an HTTP function requires.</summary>
internal enum AuthorizationLevel
{
    /// <summary>No key.</summary>
    Anonymous,

    /// <summary>Azure's own sign-in, which this host does not have: handled like <see cref="Function"/>.</summary>
    User,

    /// <summary>The function's own key, a host key or the master key.</summary>
    Function,

    /// <summary>The master key.</summary>
    System,

    /// <summary>The master key.</summary>
    Admin,
}
