namespace Kusto.Data.Exceptions;

/// <summary>
/// The base class of Kusto's exceptions. Classify an exception by type or by <see cref="IsPermanent"/>, never by <see cref="FailureCode"/>
/// alone, because a server timeout also has the code 400.
/// </summary>
public abstract class KustoException : Exception
{
    public KustoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status code, if the service sent a response.</summary>
    public virtual int FailureCode { get; protected set; }

    /// <summary>The code in the service's error, for example BadRequest_MappingReferenceWasNotFound.</summary>
    public virtual string FailureSubCode { get; protected set; }

    public virtual bool IsPermanent { get; protected set; }

    /// <summary>
    /// Sets the error's properties. If the service specifies whether the error is permanent, this value replaces the type's default.
    /// </summary>
    internal KustoException With(int failureCode, string failureSubCode, bool? isPermanent)
    {
        FailureCode = failureCode;
        FailureSubCode = failureSubCode ?? FailureSubCode;
        IsPermanent = isPermanent ?? IsPermanent;
        return this;
    }
}
