using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LocalStack;

namespace Standins.Tests;

/// <summary>The Tables stand-in against a real table service, with the account's key.</summary>
[Category("Stack")]
public class TableClientTests
{
    private string _folder = null!;
    private AzuriteProcess _azurite = null!;
    private TableClient _table = null!;

    [OneTimeSetUp]
    public async Task StartAzurite()
    {
        _folder = Directory.CreateTempSubdirectory("azurite").FullName;
        _azurite = await AzuriteProcess.StartAsync(BuildPaths.NodeModules, _folder);
    }

    [OneTimeTearDown]
    public async Task StopAzurite()
    {
        if (_azurite is not null)
            await _azurite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SetUp]
    public async Task CreateTable()
    {
        _table = new TableClient(_azurite.ConnectionString, $"t{Guid.NewGuid():N}");
        await _table.CreateIfNotExistsAsync();
    }

    [Test]
    public async Task A_table_that_exists_is_no_error()
    {
        var created = await new TableServiceClient(_azurite.ConnectionString).CreateTableIfNotExistsAsync(_table.Name);

        Assert.That(created.Value.Name, Is.EqualTo(_table.Name));
        Assert.That(created.GetRawResponse().Status, Is.EqualTo(409));
    }

    [Test]
    public async Task Every_type_comes_back_as_it_went()
    {
        var time = new DateTimeOffset(2024, 5, 1, 10, 20, 30, TimeSpan.Zero).AddTicks(1234567);
        var entity = new TableEntity("p", "r")
        {
            ["Text"] = "Zürich \"x\" \\ 'y'\n",
            ["Int"] = -7,
            ["Long"] = 9007199254740993L,
            ["Double"] = 3.0,
            ["NotANumber"] = double.NaN,
            ["Flag"] = true,
            ["Guid"] = new Guid("74be27de-1e4e-49d9-b579-fe0b331d3642"),
            ["Time"] = time,
            ["Bytes"] = new byte[] { 0, 1, 254, 255 },
            ["Nothing"] = null,
        };

        var added = await _table.AddEntityAsync(entity);
        TableEntity read = await _table.GetEntityAsync<TableEntity>("p", "r");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(added.Status, Is.EqualTo(204));
            Assert.That(read.PartitionKey, Is.EqualTo("p"));
            Assert.That(read.RowKey, Is.EqualTo("r"));
            Assert.That(read.GetString("Text"), Is.EqualTo("Zürich \"x\" \\ 'y'\n"));
            Assert.That(read.GetInt32("Int"), Is.EqualTo(-7));
            Assert.That(read.GetInt64("Long"), Is.EqualTo(9007199254740993L));
            Assert.That(read.GetDouble("Double"), Is.EqualTo(3.0));
            Assert.That(read.GetDouble("NotANumber"), Is.NaN);
            Assert.That(read.GetBoolean("Flag"), Is.True);
            Assert.That(read.GetGuid("Guid"), Is.EqualTo(new Guid("74be27de-1e4e-49d9-b579-fe0b331d3642")));
            Assert.That(read.GetDateTimeOffset("Time"), Is.EqualTo(time));
            Assert.That(read.GetBinary("Bytes"), Is.EqualTo(new byte[] { 0, 1, 254, 255 }));
            Assert.That(read.ContainsKey("Nothing"), Is.False);
            Assert.That(read.ETag, Is.EqualTo(added.Headers.ETag));
            Assert.That(read.Timestamp, Is.Not.Null);
            Assert.That(() => read.GetInt32("Text"), Throws.InvalidOperationException);
        }
    }

    [TestCase("plain", "row")]
    [TestCase("it's", "o''clock")]
    [TestCase("a b+c%20", "ä&=ß,;:")]
    [TestCase("", "$(x)")]
    public async Task Keys_may_hold_what_addresses_must_escape(string partition, string row)
    {
        await _table.AddEntityAsync(new TableEntity(partition, row) { ["A"] = 1 });

        await _table.UpsertEntityAsync(new TableEntity(partition, row) { ["B"] = 2 });
        var read = await _table.GetEntityIfExistsAsync<TableEntity>(partition, row);
        var queried = await ToListAsync(_table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey eq {row}")));
        var deleted = await _table.DeleteEntityAsync(partition, row);

        Assert.That((read.Value!.PartitionKey, read.Value.RowKey, read.Value.Count(p => p.Key is "A" or "B")), Is.EqualTo((partition, row, 2)));
        Assert.That(queried, Has.Count.EqualTo(1));
        Assert.That(deleted.Status, Is.EqualTo(204));
    }

    [Test]
    public async Task An_entity_cannot_be_added_twice()
    {
        await _table.AddEntityAsync(new TableEntity("p", "r"));

        var refused = Assert.ThrowsAsync<RequestFailedException>(() => _table.AddEntityAsync(new TableEntity("p", "r")))!;

        Assert.That(refused.Status, Is.EqualTo(409));
        Assert.That(refused.ErrorCode == TableErrorCode.EntityAlreadyExists, Is.True);
    }

    [Test]
    public async Task A_merge_keeps_what_it_does_not_name_and_a_replacement_does_not()
    {
        await _table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 });

        await _table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2 });
        TableEntity merged = await _table.GetEntityAsync<TableEntity>("p", "r");
        await _table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 3 }, TableUpdateMode.Replace);
        TableEntity replaced = await _table.GetEntityAsync<TableEntity>("p", "r");

        Assert.That((merged.GetInt32("A"), merged.GetInt32("B")), Is.EqualTo((1, 2)));
        Assert.That((replaced.GetInt32("A"), replaced.GetInt32("B")), Is.EqualTo(((int?)null, 3)));
    }

    [Test]
    public async Task An_update_needs_the_version_that_it_changes()
    {
        await _table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });
        TableEntity first = await _table.GetEntityAsync<TableEntity>("p", "r");
        first["A"] = 2;

        var updated = await _table.UpdateEntityAsync(first, first.ETag);
        var stale = Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(first, first.ETag))!;
        await _table.UpdateEntityAsync(first, updated.Headers.ETag!.Value, TableUpdateMode.Replace);
        await _table.UpdateEntityAsync(first, ETag.All);

        Assert.That((stale.Status, stale.ErrorCode), Is.EqualTo((412, "UpdateConditionNotSatisfied")));
        Assert.That(async () => await _table.UpdateEntityAsync(first, default), Throws.ArgumentException);
    }

    [Test]
    public void An_update_needs_an_entity()
    {
        var refused = Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All))!;

        Assert.That(refused.Status, Is.EqualTo(404));
    }

    [Test]
    public async Task What_is_missing_is_told_by_the_status_or_thrown()
    {
        var none = new TableClient(_azurite.ConnectionString, "none");

        var missing = Assert.ThrowsAsync<RequestFailedException>(() => _table.GetEntityAsync<TableEntity>("p", "r"))!;
        var noEntity = await _table.GetEntityIfExistsAsync<TableEntity>("p", "r");
        var noTable = await none.GetEntityIfExistsAsync<TableEntity>("p", "r");
        var deleted = await _table.DeleteEntityAsync("p", "r");
        var intoNone = Assert.ThrowsAsync<RequestFailedException>(() => none.AddEntityAsync(new TableEntity("p", "r")))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((missing.Status, missing.ErrorCode), Is.EqualTo((404, "ResourceNotFound")));
            Assert.That(noEntity.HasValue, Is.False);
            Assert.That(noTable.HasValue, Is.False);
            Assert.That(deleted.Status, Is.EqualTo(404));
            Assert.That((intoNone.Status, intoNone.ErrorCode), Is.EqualTo((404, "TableNotFound")));
        }
    }

    [Test]
    public async Task A_delete_may_ask_for_a_version()
    {
        var added = await _table.AddEntityAsync(new TableEntity("p", "r"));
        await _table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });

        var stale = Assert.ThrowsAsync<RequestFailedException>(() => _table.DeleteEntityAsync("p", "r", added.Headers.ETag!.Value))!;
        var deleted = await _table.DeleteEntityAsync(new TableEntity("p", "r"));

        Assert.That(stale.Status, Is.EqualTo(412));
        Assert.That(deleted.Status, Is.EqualTo(204));
    }

    [Test]
    public async Task A_query_comes_in_pages_and_goes_on_from_a_token()
    {
        for (var batch = 0; batch < 25; batch += 5)
            await _table.SubmitTransactionAsync(Enumerable.Range(batch, 5).Select(i => Add("p", $"{i:D2}", i)));
        await _table.AddEntityAsync(new TableEntity("other", "99"));

        var query = _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and N ge {3}"), maxPerPage: 10, select: ["RowKey"]);
        var pages = await ToListAsync(query.AsPages());
        var rest = await ToListAsync(query.AsPages(pages[0].ContinuationToken));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pages.Select(page => page.Values.Count), Is.EqualTo(new[] { 10, 10, 2 }));
            Assert.That(pages.SelectMany(page => page.Values).Select(entity => entity.RowKey), Is.EqualTo(Enumerable.Range(3, 22).Select(i => $"{i:D2}")));
            Assert.That(pages[0].Values[0].ContainsKey("N"), Is.False);
            Assert.That(rest.SelectMany(page => page.Values).First().RowKey, Is.EqualTo("13"));
            Assert.That(pages[^1].ContinuationToken, Is.Null);
        }
    }

    [Test]
    public async Task A_transaction_answers_each_of_its_actions()
    {
        await _table.AddEntityAsync(new TableEntity("p", "old") { ["A"] = 1, ["B"] = 1 });
        await _table.AddEntityAsync(new TableEntity("p", "gone"));

        var done = await _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "new's") { ["A"] = "ü" }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "old") { ["B"] = 2 }, ETag.All),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upserted")),
            new(TableTransactionActionType.Delete, new TableEntity("p", "gone")),
        ]);

        var rows = await ToListAsync(_table.QueryAsync<TableEntity>());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(done.Value.Select(response => response.Status), Is.All.EqualTo(204).And.Exactly(4).Items);
            Assert.That(done.Value[0].Headers.ETag, Is.EqualTo(rows.Single(row => row.RowKey == "new's").ETag));
            Assert.That(rows.Select(row => row.RowKey), Is.EquivalentTo(new[] { "new's", "old", "upserted" }));
            Assert.That(rows.Single(row => row.RowKey == "old").GetInt32("A"), Is.EqualTo(1));
            Assert.That(rows.Single(row => row.RowKey == "old").GetInt32("B"), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task A_transaction_does_all_or_nothing()
    {
        await _table.AddEntityAsync(new TableEntity("p", "1"));

        var failed = Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync([Add("p", "0", 0), Add("p", "1", 1), Add("p", "2", 2)]))!;

        var rows = await ToListAsync(_table.QueryAsync<TableEntity>());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.Status, Is.EqualTo(409));
            Assert.That(failed.ErrorCode, Is.EqualTo("EntityAlreadyExists"));
            Assert.That(failed.FailedTransactionActionIndex, Is.EqualTo(1));
            Assert.That(rows.Select(row => row.RowKey), Is.EqualTo(new[] { "1" }));
        }
    }

    [Test]
    public void A_transaction_into_no_table_is_404()
    {
        var failed = Assert.ThrowsAsync<TableTransactionFailedException>(
            () => new TableClient(_azurite.ConnectionString, "none").SubmitTransactionAsync([Add("p", "0", 0)]))!;

        Assert.That((failed.Status, failed.ErrorCode), Is.EqualTo((404, "TableNotFound")));
    }

    [Test]
    public void A_transaction_needs_an_action() =>
        Assert.That(async () => await _table.SubmitTransactionAsync([]), Throws.InvalidOperationException);

    /// <summary>Azurite holds the limit of 1 MiB against the request's text, in which bytes are a third longer: 11 x 64 KiB fit.</summary>
    [Test]
    public async Task An_entity_of_a_megabyte_on_the_wire_comes_back_whole()
    {
        var random = new Random(7);
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 11; i++)
        {
            var bytes = new byte[64 * 1024];
            random.NextBytes(bytes);
            entity[$"Body{i}"] = bytes;
        }

        await _table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, entity)]);
        TableEntity read = await _table.GetEntityAsync<TableEntity>("p", "r");

        Assert.That(Enumerable.Range(0, 11).All(i => read.GetBinary($"Body{i}").SequenceEqual(entity.GetBinary($"Body{i}"))), Is.True);
    }

    [Test]
    public void A_property_above_64_KiB_is_refused()
    {
        var refused = Assert.ThrowsAsync<RequestFailedException>(
            () => _table.AddEntityAsync(new TableEntity("p", "r") { ["Body"] = new byte[64 * 1024 + 1] }))!;

        Assert.That((refused.Status, refused.ErrorCode == TableErrorCode.PropertyValueTooLarge), Is.EqualTo((400, true)));
    }

    [Test]
    public void A_wrong_key_is_refused()
    {
        var table = new TableClient(_azurite.TableEndpoint, _table.Name, new TableSharedKeyCredential("devstoreaccount1", Convert.ToBase64String(new byte[64])));

        Assert.That(
            async () => await table.AddEntityAsync(new TableEntity("p", "r")),
            Throws.TypeOf<RequestFailedException>().With.Property("Status").EqualTo(403));
    }

    [Test]
    public async Task A_renewed_key_is_used_at_once()
    {
        var key = _azurite.ConnectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal))["AccountKey=".Length..];
        var credential = new TableSharedKeyCredential("devstoreaccount1", Convert.ToBase64String(new byte[64]));
        var table = new TableClient(_azurite.TableEndpoint, _table.Name, credential);

        credential.SetAccountKey(key);

        Assert.That((await table.AddEntityAsync(new TableEntity("p", "r"))).Status, Is.EqualTo(204));
    }

    private static TableTransactionAction Add(string partition, string row, int n) =>
        new(TableTransactionActionType.Add, new TableEntity(partition, row) { ["N"] = n });

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
