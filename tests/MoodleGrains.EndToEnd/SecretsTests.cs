using System.Diagnostics;
using System.Net;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>What must not be found where it does not belong: keys anywhere, persons outside the erasable tables.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SecretsTests(PostgresServer postgres)
{
    private const string Secret = "the-key-that-must-not-leak-77";

    [Fact]
    public async Task No_key_is_in_what_the_silo_says_or_stores_and_no_person_outside_the_erasable_tables()
    {
        var connection = await postgres.PreparedDatabase();
        await using var silo = await TestSilo.Ready(
            connection,
            ("Sites__campus__Webhooks__Key__0", Secret),
            ("Sites__campus__Token", "moodle-token-that-must-not-leak"),
            ("Sites__campus__Url", "https://moodle.example.org"),
            ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft", "Trace"),
            ("Logging__LogLevel__Npgsql", "Trace"),
            ("Logging__LogLevel__MoodleGrains.ClientApi.Hooks", "Trace"));
        await using var database = NpgsqlDataSource.Create(connection);
        var clock = new SiteClock(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000));
        var university = new University(clock);
        var site = new Uri("https://moodle.example.org");
        IWebhookPlugin[] plugins =
        [
            new Nosey(university), new LocalWebhooks(site, Secret, "extra"),
            new WebhookEngine(site, Secret, TimeProvider.System, new() { Users = university, IncludeEmail = true, Courses = university }),
        ];
        var person = university.CreateUser("quillfeather", "Zebulon", "Quillington", "zq@persons.example", "IDN-987654");
        var course = university.CreateCourse(new() { CategoryId = 1, FullName = "Known course", ShortName = "K" });
        clock.Advance(1);
        university.Enrol(course, person);
        university.UpdateUser(person, user => user with { LastName = "Quillingham" });
        foreach (var told in university.TakeEvents())
        {
            foreach (var post in plugins.Select(plugin => plugin.Post(told)).OfType<HookPost>())
            {
                await Status(silo, post.ToRequest(new Uri(silo.Address, $"/hooks/campus/{Secret}/further")), HttpStatusCode.Accepted);
            }
        }

        var body = new LocalWebhooks(site, Secret);
        university.DeleteUser(person);
        var deleted = university.TakeEvents().Select(body.Post).ToList();
        foreach (var post in deleted)
        {
            await Status(silo, post.ToRequest(new Uri(silo.Address, "/hooks/campus")), HttpStatusCode.Accepted);
        }

        foreach (var (path, status) in new[]
        {
            ($"/hooks/campus/{Secret}x", HttpStatusCode.Accepted),
            ($"/hooks/{Secret}", HttpStatusCode.NotFound),
            ($"/hooks/nowhere/{Secret}", HttpStatusCode.NotFound),
            ($"/wrong/hooks/campus/{Secret}", HttpStatusCode.NotFound),
            ($"//hooks/campus/{Secret}?key={Secret}", HttpStatusCode.NotFound),
        })
        {
            // The body's token is right in each, so that the first is let in for all the wrong key in its path.
            await Status(silo, deleted[0].ToRequest(new Uri(silo.Address.GetLeftPart(UriPartial.Authority) + path)), status);
        }

        using var odd = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Address, $"/hooks/campus/{Secret}"));
        (await silo.Anybody.SendAsync(odd)).IsSuccessStatusCode.ShouldBeFalse();
        await silo.Api.Json("/api/v1/sites");
        await database.CaughtUp();
        var dump = await Dump(connection, "--exclude-table=mg_people", "--exclude-table=mg_inbox*");
        var whole = await Dump(connection);
        (await silo.Stop()).ShouldBe(0, silo.Output);

        silo.Output.ShouldContain("dbug:");
        foreach (var secret in (string[])[Secret, TestSilo.ApiKeyShown, "moodle-token-that-must-not-leak"])
        {
            silo.Output.ShouldNotContain(secret);
            Texts(whole).ShouldNotContain(secret);
        }

        Texts(whole).ShouldContain("quillfeather");
        whole.ShouldContain("known course", Case.Insensitive);
        foreach (var personal in (string[])["quillfeather", "Zebulon", "Quillington", "Quillingham", "persons.example", "IDN-987654"])
        {
            dump.ShouldNotContain(personal, Case.Insensitive, "outside the erasable tables");
            silo.Output.ShouldNotContain(personal, Case.Insensitive);
        }
    }

    private static async Task Status(TestSilo silo, HttpRequestMessage request, HttpStatusCode expected)
    {
        using (request)
        {
            using var answer = await silo.Anybody.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(expected, text);
            text.ShouldNotContain(Secret);
        }
    }

    /// <summary>A dump with the bodies of the inbox, which it shows in hexadecimal, as text.</summary>
    private static string Texts(string dump)
    {
        var all = new StringBuilder(dump);
        foreach (var line in dump.Split('\n'))
        {
            if (line.LastIndexOf(@"\\x", StringComparison.Ordinal) is > 0 and var at)
            {
                all.AppendLine(Encoding.UTF8.GetString(Convert.FromHexString(line[(at + 3)..].TrimEnd().Split('\t')[0])));
            }
        }

        return all.ToString();
    }

    private static async Task<string> Dump(string connectionString, params string[] without)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var bin = (await Silo.PrivatePostgres.PostgresBinaries.Find(null, null, CancellationToken.None)).Folder;
        var start = new ProcessStartInfo(
            Path.Combine(bin, "pg_dump"), ["-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", connection
                .Database!, .. without])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return text;
    }
}
