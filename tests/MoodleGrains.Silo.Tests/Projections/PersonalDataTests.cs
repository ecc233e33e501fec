using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.Projections;

[Collection(PostgresCollection.Name)]
public sealed class PersonalDataTests(PostgresServer postgres)
{
    /// <summary>Where personal data may stand, because it can be erased there.</summary>
    private const string Erasable = "'mg_people', 'mg_inbox', 'mg_deliveries'";

    [Fact]
    public async Task No_name_mail_or_username_stands_outside_the_erasable_tables()
    {
        var site = new RandomSite(7);
        await using var silo = await postgres.Started(with: options => options with { Engine = new(SnapshotEvery: 2) });
        await silo.Accept(((string[])["nosey", "local_webhooks"])
            .SelectMany(plugin => Recorded.Names(plugin).Select(name => Hooks.Of(Recorded.Webhook(plugin, name)))));
        await silo.Accept(site.Happens(silo, 300));
        await silo.Dispatched();
        await silo.Folded();

        var personal = Personal(site).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var dump = await Dump(silo);
        dump.Count.ShouldBeGreaterThan(200);
        dump.ShouldNotContain(row => personal.Any(word => row.Contains(word, StringComparison.OrdinalIgnoreCase)));

        // The test would see it: where it may stand, it stands.
        var people = await silo.Database.Rows("select concat_ws(' ', user_name, full_name, email) from mg_people");
        people.Count(row => personal.Any(word => row.Contains(word, StringComparison.OrdinalIgnoreCase))).ShouldBeGreaterThan(3);
    }

    private static async Task<List<string>> Dump(SiloHarness silo)
    {
        List<string> rows = [];
        foreach (var table in await silo.Database.Rows($"""
            select c.relname from pg_class c
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not in ({Erasable}) and not c.relispartition
            """))
        {
            rows.AddRange(await silo.Database.Rows($"select '{table}: ' || t::text from {table} t"));
        }

        return rows;
    }

    private static IEnumerable<string> Personal(RandomSite site)
    {
        // Administrator and guest are called as everywhere.
        foreach (var user in site.University.Users.Values.Where(user => user.Id > 2))
        {
            yield return user.UserName;
            yield return user.Email;
            yield return $"{user.FirstName} {user.LastName}";
        }

        foreach (var user in Recorded.Answer("core_user_get_users", "admin_email_wildcard").GetProperty("users").EnumerateArray())
        {
            yield return user.GetProperty("username").GetString()!;
            yield return user.GetProperty("email").GetString()!;
            yield return user.GetProperty("fullname").GetString()!;
        }
    }
}
