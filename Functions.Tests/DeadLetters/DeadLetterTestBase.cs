using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>The base class for tests with a table of dead letters and the function that returns a dead letter.</summary>
public abstract class DeadLetterTestBase
{
    private protected DeadLetterTable Table { get; private set; } = null!;
    private protected QueryEndpoint Adx { get; private set; } = null!;

    [SetUp]
    public void SetUp() => (Table, Adx) = (new DeadLetterTable(), new QueryEndpoint());

    private protected Task AddAsync(params DeadLetter[] deadLetters) => Table.Store.AddAsync(deadLetters, default);

    private protected async Task<HttpExchange> GetAsync(string id)
    {
        var exchange = new HttpExchange($"/api/dead-letters/{id}");
        return await exchange.RespondAsync(
            await new GetDeadLetter(Table.Catalog, Table.Completion(Adx)).Run(exchange.Request, id, default));
    }
}
