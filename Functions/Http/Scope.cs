namespace LatamFunctions.Http;

/// <summary>The scope of an operation. A caller's key or token must permit the scope.</summary>
public enum Scope
{
    /// <summary>The operation requires no key.</summary>
    Open,

    /// <summary>The operation is for consumers of flights.</summary>
    Read,

    /// <summary>The operation is for systems that publish events.</summary>
    Publish,

    /// <summary>The operation is for operators, who manage dead letters.</summary>
    Operate,
}
