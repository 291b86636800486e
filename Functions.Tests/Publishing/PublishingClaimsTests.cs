using Azure;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

public class PublishingClaimsTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ClaimTable _table = new();

    [Test]
    public async Task The_first_owner_has_the_key_and_retains_it() =>
        Assert.That(
            new[] { await ClaimAsync("k", "a"), await ClaimAsync("k", "b"), await ClaimAsync("k", "a"), await ClaimAsync("other", "b") },
            Is.EqualTo(new[] { true, false, true, true }));

    [Test]
    public async Task A_claim_expires()
    {
        await ClaimAsync("expires", "a");

        Assert.That(await ClaimAsync("expires", "b", after: Lifetime), Is.True);
        Assert.That(await ClaimAsync("expires", "a", after: Lifetime), Is.False);
    }

    [Test]
    public async Task A_claim_remains_valid_after_midnight()
    {
        var beforeMidnight = TimeSpan.FromHours(14) - (SampleEvents.Now.TimeOfDay - TimeSpan.FromHours(10)) - TimeSpan.FromSeconds(10);
        await ClaimAsync("midnight", "a", beforeMidnight);

        Assert.That(await ClaimAsync("midnight", "b", beforeMidnight + TimeSpan.FromSeconds(30)), Is.False);
    }

    [Test]
    public async Task Only_one_of_two_simultaneous_instances_gets_a_claim()
    {
        await ClaimAsync("any", "makes the table");
        _table.BeforeAdd = async () => Assert.That(await ClaimAsync("race", "b"), Is.True);

        Assert.That(await ClaimAsync("race", "a"), Is.False);
    }

    [Test]
    public async Task A_released_key_is_free()
    {
        await ClaimAsync("released", "a");
        await _table.Claims(new FixedTime(SampleEvents.Now)).ReleaseAsync("released", "a", default);

        Assert.That(await ClaimAsync("released", "b"), Is.True);
    }

    [Test]
    public async Task A_key_of_another_owner_is_neither_released_nor_extended()
    {
        await ClaimAsync("kept", "a");
        await _table.Claims(new FixedTime(SampleEvents.Now)).ReleaseAsync("kept", "b", default);
        await _table.Claims(new FixedTime(SampleEvents.Now)).ExtendAsync("kept", "b", TimeSpan.FromHours(1), default);

        Assert.That(await ClaimAsync("kept", "b"), Is.False);
        Assert.That(await ClaimAsync("kept", "b", after: Lifetime), Is.True);
    }

    [Test]
    public async Task An_extended_claim_expires_later_with_the_same_content()
    {
        var claims = _table.Claims(new FixedTime(SampleEvents.Now));
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        await claims.ClaimAsync("extended", "a", content, Lifetime, default);

        await claims.ExtendAsync("extended", "a", TimeSpan.FromHours(1), default);

        var found = await _table.Claims(new FixedTime(SampleEvents.Now.AddMinutes(59))).FindAsync("extended", default);
        Assert.That(found?.Owner, Is.EqualTo("a"));
        Assert.That(found!.Content.ToArray(), Is.EqualTo(content));
    }

    /// <summary>The claim in the second case was created on the day before its replacement.</summary>
    [TestCase(10)]
    [TestCase(23)]
    public async Task A_claim_is_replaced_once(int hour)
    {
        var key = $"replaced-{hour}";
        var made = SampleEvents.Now.Date.AddHours(hour).AddMinutes(59);
        await _table.Claims(new FixedTime(made)).ClaimAsync(key, "a", default, TimeSpan.FromHours(5), default);
        var claims = _table.Claims(new FixedTime(made.AddMinutes(2)));
        var found = await claims.FindAsync(key, default);

        Assert.That(await claims.TryReplaceAsync(key, found, "b", default, Lifetime, default), Is.True);
        Assert.That(await claims.TryReplaceAsync(key, found, "c", default, Lifetime, default), Is.False);
        Assert.That((await claims.FindAsync(key, default))?.Owner, Is.EqualTo("b"));
    }

    [Test]
    public async Task Claims_of_past_days_are_deleted_when_new_claims_are_created()
    {
        var table = new ClaimTable();
        var old = table.Claims(new FixedTime(SampleEvents.Now.AddDays(-3)));
        for (var i = 0; i < 70; i++)
            await old.TryClaimAsync($"{i}", "a", Lifetime, default);
        var claims = table.Claims(new FixedTime(SampleEvents.Now));
        for (var i = 0; i < 100; i++)
            await claims.TryClaimAsync($"{i}", "a", Lifetime, default);

        Assert.That(table.Entities.Keys.Select(key => key.PartitionKey).Distinct(), Is.EqualTo(["20240501"]));
        Assert.That(table.Entities, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task A_claim_is_created_even_if_claims_of_past_days_cannot_be_deleted()
    {
        var table = new ClaimTable { DeletionFailure = new RequestFailedException(500, "down") };
        await table.Claims(new FixedTime(SampleEvents.Now.AddDays(-3))).TryClaimAsync("old", "a", Lifetime, default);
        var claims = table.Claims(new FixedTime(SampleEvents.Now));

        for (var i = 0; i < 100; i++)
            Assert.That(await claims.TryClaimAsync($"{i}", "a", Lifetime, default), Is.True);
        Assert.That(table.Entities, Has.Count.EqualTo(101));
    }

    /// <summary>Another request acquires the claim, which has just expired, between the read and the deletion.</summary>
    [Test]
    public async Task A_claim_now_held_by_another_owner_is_not_released()
    {
        var table = new ClaimTable();
        var claims = table.Claims(new FixedTime(SampleEvents.Now));
        await claims.TryClaimAsync("key", "a", Lifetime, default);
        table.BeforeDelete = async () =>
            await claims.TryReplaceAsync("key", await claims.FindAsync("key", default), "b", default, Lifetime, default);

        await claims.ReleaseAsync("key", "a", default);

        Assert.That((await claims.FindAsync("key", default))?.Owner, Is.EqualTo("b"));
    }

    private Task<bool> ClaimAsync(string key, string owner, TimeSpan after = default) =>
        _table.Claims(new FixedTime(SampleEvents.Now + after)).TryClaimAsync(key, owner, Lifetime, default);
}
