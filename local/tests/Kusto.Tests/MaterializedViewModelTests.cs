using System.Globalization;
using LocalKusto.Kql.Views;

namespace LocalKusto.Tests;

/// <summary>
/// Compares each view with a model that computes the view from all rows in memory. For most views, the model selects one row per key: the
/// first row in the view's order, or the earliest of several equal rows. For the view <c>Stated</c>, the model selects the latest value of
/// each column that is not null.
/// </summary>
public sealed class MaterializedViewModelTests : MaterializedViewTestBase
{
    [Test]
    public async Task Results_match_all_rows_after_any_sequence_of_operations([Values(1, 2, 3, 4)] int seed)
    {
        await CreateAsync();
        var random = new Random(seed);
        var rows = new List<Row>();
        var generation = 0;
        for (var step = 0; step < 40; step++)
        {
            switch (random.Next(12))
            {
                case < 5:
                    await IngestAsync(rows, [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Row.Random(random, rows.Count))]);
                    break;
                case < 8:
                    Refresh(random.Next(1, 20));
                    break;
                case 8:
                    Assert.That(() => Server.Database.Refresh("Latest", 5, DateTime.UtcNow, () => throw new IOException("disk")),
                        Throws.TypeOf<IOException>());
                    break;
                case 9 when random.Next(4) == 0:
                    await Server.SetUpAsync(".clear table Events data");
                    rows.Clear();
                    break;
                case 10:
                    await Server.DisposeAsync();
                    Server = await RestartAsync(Path.Combine(Folder, generation.ToString(CultureInfo.InvariantCulture)));
                    break;
                case 11:
                    generation++;
                    await KillAsync(generation);
                    break;
            }
            await AssertViewsAsync(rows, $"seed {seed}, step {step}");
        }
    }

    /// <summary>
    /// Rows whose key is unique in a refresh of many rows are copied without aggregation. The rows of this test also have repeated keys
    /// and, in the second refresh, keys that are already stored.
    /// </summary>
    [Test]
    public async Task Many_rows_with_new_and_repeated_keys_are_materialized_in_one_step()
    {
        await CreateAsync();
        var random = new Random(5);
        List<Row> rows = [];
        foreach (var first in (int[])[0, 6_000])
        {
            await IngestAsync(rows, [.. Enumerable.Range(0, 15_000).Select(i =>
                Row.Random(random, rows.Count + i) with { K1 = Key(i, first) })]);

            Refresh(1_000_000);

            Assert.That(Server.Database.Catalog.Parts.Values.Where(part => part.HasDelta), Is.Empty);
            var stated = rows.GroupBy(row => row.K1).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
                $"[\"{group.Key}\",{group.Max(row => row.N)},{Text(Last(group, row => row.K2))},{Text(Last(group, row => row.X))}]");
            Assert.That(await Server.RowsAsync("Stated | project K1, N, K2, X | order by K1 asc"), Is.EqualTo(stated));
        }

        // A third of the rows have one of six keys, a third have a key that two rows share, and a third have a unique key.
        string Key(int i, int first) => (i % 3) switch
        {
            0 => $"k{random.Next(6)}",
            1 => $"p{(first + i) / 6:00000}",
            _ => $"s{first + i:00000}",
        };
    }

    /// <summary>Without the index, a join would read all columns of all stored rows, even for one newer row.</summary>
    [TestCase(1)]
    [TestCase(2_000)]
    public async Task Up_to_2_000_newer_rows_are_merged_through_the_index(int count)
    {
        await CreateAsync();
        List<Row> rows = [];
        await IngestAsync(rows, [.. Enumerable.Range(0, 5_000).Select(i => new Row($"it's {i}", 1, i, i))]);
        Refresh(1_000_000);
        await IngestAsync(rows, [.. Enumerable.Range(0, count).Select(i => new Row($"it's {i * 2}", 2, -i, 5_000 + i))]);

        var plan = MergePlan("Stated", 5_000, 5_000 + count);
        Refresh(1_000_000);

        Assert.That(plan, Does.Contain("Index Scan"));
        Assert.That(
            await Server.RowsAsync("Stated | summarize count(), countif(K2 == 2), sum(N)"),
            Is.EqualTo(new[] { $"[5000,{count},{SumOfLast(count)}]" }));
    }

    /// <summary>Replacing stored rows leaves unused space, which makes scans slower.</summary>
    [Test]
    public async Task The_space_of_replaced_rows_is_freed_while_concurrent_queries_stay_correct()
    {
        const int Keys = 12_000;
        await CreateAsync();
        List<Row> rows = [];
        var compacted = 0;
        for (var round = 0; round < 6; round++)
        {
            await IngestAsync(rows, [.. Enumerable.Range(0, Keys).Select(i => new Row($"k{i:00000}", i % 7, round, (round * Keys) + i))]);
            using var ending = new CancellationTokenSource();
            var queries = CountUntilAsync(ending.Token);

            Refresh(1_000_000);
            compacted += Server.Database.Compact("Stated", 0.5) ? 1 : 0;

            await ending.CancelAsync();
            Assert.That(await queries, Is.All.EqualTo($"[{Keys},{rows.Count - 1}]"));
            Assert.That(compacted, Is.EqualTo(round == 5 ? 1 : 0),
                "compaction starts at 50,000 replaced rows, and the last round reaches 60,000");
        }

        Assert.That(Places(Server.Database.Catalog.Parts["Stated"].PhysicalName), Is.EqualTo(Keys));
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"));
        Assert.That(
            await Server.RowsAsync("Stated | where K1 == 'k00007' | project N, K2, X"), Is.EqualTo([$"[{(5 * Keys) + 7},0,5]"]));

        async Task<List<string>> CountUntilAsync(CancellationToken end)
        {
            List<string> results = [];
            do
                results.AddRange(await Server.RowsAsync("Stated | summarize count(), max(N)"));
            while (!end.IsCancellationRequested);
            return results;
        }

        long Places(string table)
        {
            using var lease = Server.Database.Connections.Rent();
            using var reader = lease.Connection.ExecuteReader($"SELECT max(rowid) + 1 FROM {table}");
            Assert.That(reader.Read(), Is.True);
            return reader.GetInt64(0);
        }
    }

    [Test]
    public async Task Background_refreshes_materialize_all_rows()
    {
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"), materializes: true);
        await CreateAsync();
        List<Row> rows = [];
        for (var i = 0; i < 20; i++)
            await IngestAsync(rows, [new("a", i % 3, i, i), new("b", null, -i, i)]);
        await AssertViewsAsync(rows, "during the refresh");

        await Eventually.IsTrueAsync(
            () => Server.Database.Catalog.Parts.Values.All(part => !part.HasDelta), "The condition that the views include all rows");
        await AssertViewsAsync(rows, "after the refresh");
    }

    [Test]
    public async Task The_space_of_replaced_rows_is_freed_in_the_background_while_idle()
    {
        const int Keys = 30_000;
        await Server.DisposeAsync();
        Server = await RestartAsync(Path.Combine(Folder, "0"), materializes: true);
        await CreateAsync();
        List<Row> rows = [];
        var first = Server.Database.Catalog.Parts["Stated"].PhysicalName;
        for (var round = 0; round < 3; round++)
        {
            await IngestAsync(rows, [.. Enumerable.Range(0, Keys).Select(i => new Row($"k{i:00000}", i % 7, round, (round * Keys) + i))]);
            await Eventually.IsTrueAsync(
                () => Server.Database.Catalog.Parts.Values.All(part => !part.HasDelta), "The condition that the views include all rows");
        }

        await Eventually.IsTrueAsync(
            () => Server.Database.Catalog.Parts["Stated"].PhysicalName != first, "The condition that the rows are in a new table");
        Assert.That(await Server.RowsAsync("Stated | summarize count(), max(N)"), Is.EqualTo([$"[{Keys},{rows.Count - 1}]"]));
    }

    /// <summary>Restarts the server on a copy of the current files, which have the same state as after a kill.</summary>
    private async Task KillAsync(int generation)
    {
        var copy = Path.Combine(Folder, generation.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Server.DataDirectory, "*.duckdb*"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await Server.DisposeAsync();
        Server = await RestartAsync(copy);
    }

    private async Task AssertViewsAsync(List<Row> rows, string when)
    {
        await AssertAsync("Latest | project K1, X, K2, N", rows.GroupBy(row => row.K1)
            .Select(group => group.OrderByDescending(row => row.X ?? long.MinValue).First()),
            row => $"[\"{row.K1}\",{Text(row.X)},{Text(row.K2)},{row.N}]", when);
        await AssertAsync("ByTwo | project K1, K2, Y, N",
            rows.Where(row => row.N % 5 != 4).GroupBy(row => (row.K1, row.K2))
                .Select(group => group.OrderByDescending(row => row.X ?? long.MinValue).First()),
            row => $"[\"{row.K1}\",{Text(row.K2)},{Text(row.X * 2)},{row.N}]", when);
        await AssertAsync("First | project K2, Least, N", rows.GroupBy(row => row.K2)
            .Select(group => group.OrderBy(row => row.X ?? long.MaxValue).First()),
            row => $"[{Text(row.K2)},{Text(row.X)},{row.N}]", when);
        await AssertAsync("Any | project K1, K2, X, N", rows.GroupBy(row => (row.K1, row.K2)).Select(group => group.First()),
            row => $"[\"{row.K1}\",{Text(row.K2)},{Text(row.X)},{row.N}]", when);
        await AssertAsync("Stated | project K1, N, K2, X", rows.GroupBy(row => row.K1), group =>
            $"[\"{group.Key}\",{group.Max(row => row.N)},{Text(Last(group, row => row.K2))},{Text(Last(group, row => row.X))}]", when);
        await AssertAsync("Stated | where K1 == 'k2' and isnotnull(X) | project X",
            rows.Where(row => row.K1 == "k2" && row.X is not null).GroupBy(row => row.K1), group => $"[{Text(Last(group, row => row.X))}]",
                when);
        await AssertAsync("Latest | where K1 == 'k3' | project N",
            rows.Where(row => row.K1 == "k3").OrderByDescending(row => row.X ?? long.MinValue).Take(1), row => $"[{row.N}]", when);
    }

    /// <summary>Returns the value in the newest row whose value is not null.</summary>
    private static long? Last(IEnumerable<Row> rows, Func<Row, long?> value) => rows.Where(row => value(row) is not null)
        .OrderByDescending(row => row.N).Select(value).FirstOrDefault();

    private async Task AssertAsync<T>(string query, IEnumerable<T> expected, Func<T, string> text, string when) =>
        Assert.That(await Server.RowsAsync(query), Is.EquivalentTo(expected.Select(text)), $"{query}, {when}");

    private static long SumOfLast(int changed) => Enumerable.Range(0, 5_000).Sum(
        i => (long)(i % 2 == 0 && i / 2 < changed ? 5_000 + (i / 2) : i));

    /// <summary>Returns DuckDB's plan for merging newer rows with the stored rows.</summary>
    private string MergePlan(string view, long from, long to)
    {
        var part = Server.Database.Catalog.Parts[view];
        var maintenance = new ViewMaintenance(part.IncrementalView!);
        using var lease = Server.Database.Connections.Rent();
        lease.Connection.Execute("BEGIN TRANSACTION");
        lease.Connection.Execute(maintenance.RefreshSql(from, to));
        List<string> keys = [];
        using (var reader = lease.Connection.ExecuteReader(maintenance.RefreshedKeysSql))
        {
            while (reader.Read())
                keys.Add(reader.GetString(0));
        }

        var merge = maintenance.MergeSql(part.PhysicalName, keys);
        var select = merge[..merge.IndexOf("; DELETE", StringComparison.Ordinal)]
            .Replace("CREATE TEMP TABLE merged AS ", "", StringComparison.Ordinal);
        using var plan = lease.Connection.ExecuteReader($"EXPLAIN ANALYZE {select}");
        plan.Read();
        var text = plan.GetString(1);
        lease.Connection.Execute("ROLLBACK");
        return text;
    }
}
