namespace Azure.Data.Tables;

public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException.InnerException)
    {
    }

    /// <summary>Which action failed, counted from 0; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; internal init; }
}
