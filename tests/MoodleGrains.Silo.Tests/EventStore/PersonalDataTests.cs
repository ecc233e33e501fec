using System.IO.Compression;
using System.Text;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Tests.Announcements;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Silo.Tests.Polling;
using MoodleGrains.Silo.Tests.Rosters.Runs;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>Names, addresses and usernames stand in tables where they can be erased, and nowhere else.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PersonalDataTests(PostgresServer postgres)
{
    private const string Planted = "planted.person";

    [Fact]
    public async Task A_planted_name_is_found_in_text_in_bytes_in_base64_and_compressed()
    {
        await using var silo = await postgres.Prepared();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"Dear {Planted}"));
        }

        var (base64, hex) = (Convert.ToBase64String(Encoding.UTF8.GetBytes($"Dear {Planted}")), Convert.ToHexStringLower(packed.ToArray()));
        await silo.Database.Run($"""
            create table t_text as select '{Planted}' as t;
            create table t_bytes as select '{Planted}'::bytea as t;
            create table t_base64 as select jsonb_build_object('a', '{base64}') as t;
            create table t_gzip as select '\x{hex}'::bytea as t;
            create table t_gzip_base64 as select '{Convert.ToBase64String(packed.ToArray())}' as t;
            """);

        (await silo.Database.TablesWith(Planted)).ShouldBe(["t_base64", "t_bytes", "t_gzip", "t_gzip_base64", "t_text"]);
    }

    [Fact]
    public async Task What_webhooks_tell_of_people_stands_only_where_it_can_be_erased()
    {
        var site = new RandomSite(7);
        await using var silo = await postgres.Started(with: options => options with { Orleans = true, Snapshots = new(Every: 2) });
        await silo.Accept(((string[])["nosey", "local_webhooks"])
            .SelectMany(plugin => Recorded.Names(plugin).Select(name => Hooks.Of(Recorded.Webhook(plugin, name)))));
        await silo.Accept(site.Happens(silo, 300));
        await silo.Dispatched();

        (await silo.Database.TablesWith([.. Personal(site)])).ShouldBe(["mg_inbox", "mg_people"]);
    }

    [Fact]
    public async Task What_a_poll_tells_of_a_person_is_nowhere_once_the_person_is_deleted()
    {
        long person = 0;
        await using var polled = await Polled.Start(postgres, site =>
        {
            site.Users(3);
            person = site.CreateUser(Planted, "Planted", "Person", $"{Planted}@example.org");
        });
        await polled.Poll();
        (await polled.Silo.Database.TablesWith(Planted, "Planted Person")).ShouldBe(["mg_people"]);

        polled.Site.DeleteUser(person);
        polled.Advance(1800);
        await polled.Poll();

        (await polled.Silo.Database.TablesWith(Planted, "Planted Person")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whom_a_roster_names_stands_in_the_roster_tables_and_in_no_stream_effect_or_snapshot()
    {
        const string unknown = "planted.stranger";
        await using var silo = await MirroringSilo.Start(postgres, site =>
        {
            RosterFile.People(2)(site);
            site.CreateUser(Planted, "Planted", "Person", $"{Planted}@example.org");
        });
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Of(("c1", ["user1:teacher", Planted, unknown])));
        await silo.Put(silo.Terms);
        var run = await silo.Run();
        run.State.ShouldBe("finished", run.Reason);

        var found = await silo.Silo.Database.TablesWith(Planted, unknown);
        found.ShouldContain("mg_roster_items");
        found.ShouldContain("mg_roster_missing");
        found.ShouldAllBe(table => table.StartsWith("mg_roster_", StringComparison.Ordinal)
            && !table.StartsWith("mg_roster_runs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_announced_in_Discord_holds_no_person_and_an_erased_one_is_nowhere()
    {
        await using var announcing = await AnnouncingSilo.Start(postgres);
        var silo = announcing.Silo;
        var stamp = new FieldVersion(null, 1, SourcePrecedence.Created);
        await using (var batch = silo.Database.CreateBatch())
        {
            batch.BatchCommands
                .Add(People.Told("campus", new(4, new(Planted), new("Planted Person"), new($"{Planted}@example.org"), null, stamp)));
            await batch.ExecuteNonQueryAsync();
        }

        await announcing.Course(1, 2);
        await announcing.Tell(
            StreamKey
                .For("course", "campus", 1), new ObserveEnrolment(4, 27, EnrolmentChange.Created, "manual", true, 1, 0, 0, null, stamp));
        await announcing.Put("all", AnnouncingSilo.Terms(new(RuleScope.Site)));
        await announcing.Conference(41, "Algebra");
        await announcing.Settled();
        (await silo.Database.Scalar<long>("select count(*) from mg_effects where done_at is not null")).ShouldBeGreaterThan(0);
        (await silo.Database.TablesWith(Planted, "Planted Person")).ShouldBe(["mg_people"]);

        await using var erase = silo.Database.CreateBatch();
        erase.BatchCommands.Add(People.Erased("campus", 4));
        await erase.ExecuteNonQueryAsync();
        (await silo.Database.TablesWith(Planted, "Planted Person")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_delivery_repeats_nothing_of_its_body()
    {
        await using var silo = await postgres.Started();
        var course = Hooks.Course(7, Planted, 5);
        await silo.Accept(course with
        {
            Body = Encoding.UTF8.GetBytes($$$"""{"event":{},"record":{"id":7,"category":"{{{Planted}}}","fullname":"{{{Planted}}}"}}"""),
            DeliveryId = "parked",
        });
        await silo.Dispatched();

        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(1);
        (await silo.Database.TablesWith(Planted)).ShouldBe(["mg_inbox"]);
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
