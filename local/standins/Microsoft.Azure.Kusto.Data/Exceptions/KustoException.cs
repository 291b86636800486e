namespace Kusto.Data.Exceptions;

/// <summary>
/// A failure of Kusto. Classify it by type or by <see cref="IsPermanent"/>, never by <see cref="FailureCode"/> alone: a server timeout has
/// the code 400, too.
/// </summary>
public abstract class KustoException : Exception
{
    public KustoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status code, if the service responded.</summary>
    public virtual int FailureCode { get; protected set; }

    /// <summary>The code in the service's error, such as BadRequest_MappingReferenceWasNotFound.</summary>
    public virtual string FailureSubCode { get; protected set; }

    public virtual bool IsPermanent { get; protected set; }

    /// <summary>Sets the error's properties. The service's statement about permanence takes precedence over the type's.</summary>
    internal KustoException With(int failureCode, string failureSubCode, bool? isPermanent)
    {
        FailureCode = failureCode;
        FailureSubCode = failureSubCode ?? FailureSubCode;
        IsPermanent = isPermanent ?? IsPermanent;
        return this;
    }
}
