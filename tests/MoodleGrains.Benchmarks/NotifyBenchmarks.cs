using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Announcements;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Rules;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Discord;

namespace MoodleGrains.Benchmarks;

/// <summary>
/// From a webhook's 202 to the request that reaches Discord: conferences are renamed at a steady pace, and each renaming edits its message.
/// A webhook that tells of a new conference tells no times; those are read from Moodle, which is not measured here.
/// </summary>
internal sealed partial class NotifyBenchmarks : IAsyncDisposable
{
    private const string Site = "bench";
    private const int Channels = 40;
    private const int Connections = 16;
    private const int Rate = 200;

    private readonly DiscordStandIn discord;
    private readonly DiscordClient client;
    private readonly HttpClient http = new();
    private readonly int conferences;
    private int rounds;

    private NotifyBenchmarks(DiscordStandIn discord, int conferences)
    {
        (this.discord, this.conferences) = (discord, conferences);
        client = new(new(discord.ApiUrl, discord.Token, new Dictionary<string, WebhookUrl>(), 100_000), TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>A Discord without limits worth the name.</summary>
    /// <param name="seconds">For how long a measurement runs.</param>
    public static async Task<NotifyBenchmarks> StartAsync(int seconds) => new(
        await DiscordStandIn.Start(new() { GlobalLimit = 1_000_000, BucketLimit = 1_000_000 }, 1, default), seconds * Rate);

    /// <summary>The silo's options with announcing and Discord.</summary>
    public RuntimeOptions With(RuntimeOptions options) => options with
    {
        Handlers = silo =>
        [
            .. AnnouncementsSetup.Deliverers(silo.Database, silo.Grains, new(MaxPosts: 0), silo.Time),
            .. DiscordSetup.Deliverers(client, silo.Grains, silo.Time, NullLoggerFactory.Instance),
        ],
    };

    /// <summary>Announces every conference in its course's channel.</summary>
    public async Task AnnounceAsync(SiloRuntime silo)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (var course = 1; course <= Channels; course++)
        {
            var channel = discord.Guild.AddChannel($"course-{course}");
            await SendAsync(GrainId.For("course", Site, course), new ObserveCourse(new() { FullName = $"Course {course}", Visible = true }, new(null, now, Rank.Polled)));
            var terms = new RuleTerms(new(RuleScope.Course, course), channel, null, [], "en", RuleTerms.Delete, null, false, null, 60);
            await SendAsync(Rule.Id(Site, $"course{course}"), new PutRule(terms, "bench", now));
        }

        await Parallel.ForAsync(1, conferences + 1, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (id, _) => await SendAsync(
            GrainId.For("conference", Site, id),
            new ObserveConference(
                "bigbluebuttonbn", id, Course(id), $"Conference {id}", now + 86_400, now + 90_000, true,
                $"https://moodle.example/mod/bigbluebuttonbn/view.php?id={id}", new(null, now, Rank.Polled))));
        await UntilAsync(silo, $"select (select count(*) from mg_announcements where state = 'posted') = {conferences}");

        async Task SendAsync(GrainId grain, ICommand command) => await silo.Grains.Send(grain, new(command), default);
    }

    /// <summary>Renames every conference once, at a steady pace whatever comes back.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="hook">The address of the hook, key included.</param>
    /// <returns>Milliseconds from each 202 to the request at Discord, ascending.</returns>
    public async Task<IReadOnlyList<double>> RenameAsync(SiloRuntime silo, Uri hook)
    {
        var round = ++rounds;
        var told = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + round;
        var accepted = new TimeSpan[conferences + 1];
        var before = discord.Requests.Count;
        var started = Stopwatch.GetTimestamp();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (var id = Interlocked.Increment(ref next); id <= conferences; id = Interlocked.Increment(ref next))
            {
                if (TimeSpan.FromSeconds((double)id / Rate) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                using var content = new StringContent(Body(id, round, told), Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(hook, content);
                accepted[id] = discord.Now;
                answer.EnsureSuccessStatusCode();
            }
        })));
        await UntilAsync(silo, $"select count(*) = 0 from mg_effects where done_at is null and due <= now()");

        var sent = discord.Requests.Skip(before).Where(request => request.Method == "PATCH").Select(request => (request.Arrived, Name().Match(request.Body)))
            .Where(request => request.Item2.Success && Number(request.Item2.Groups[2]) == round)
            .ToDictionary(request => Number(request.Item2.Groups[1]), request => request.Arrived);
        return sent.Count == conferences
            ? [.. sent.Select(one => (one.Value - accepted[one.Key]).TotalMilliseconds).Order()]
            : throw new InvalidOperationException($"{sent.Count} of {conferences} conferences were renamed on Discord.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        http.Dispose();
        await discord.DisposeAsync();
    }

    // What local_webhooks sends (docs/connecting-moodle.md).
    private static string Body(int id, int round, long told) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"eventname":"\\core\\event\\course_module_updated","component":"core","action":"updated","target":"course_module",
        "objecttable":"course_modules","objectid":"{{id}}","crud":"u","edulevel":1,"contextid":69,"contextlevel":70,"contextinstanceid":"{{id}}",
        "userid":"2","courseid":"{{Course(id)}}","relateduserid":null,"anonymous":0,
        "other":{"modulename":"bigbluebuttonbn","instanceid":"{{id}}","name":"Conference {{id}} round {{round}}"},"timecreated":{{told}},
        "host":"127.0.0.1","token":"a-token","extra":""}
        """);

    private static int Course(int id) => 1 + (id % Channels);

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    private static async Task UntilAsync(SiloRuntime silo, string holds)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            await using var command = silo.Database.CreateCommand(holds);
            if ((bool)(await command.ExecuteScalarAsync())!)
            {
                return;
            }

            if (waited.Elapsed > TimeSpan.FromMinutes(3))
            {
                throw new InvalidOperationException($"It never came about: {holds}");
            }
        }
    }

    [GeneratedRegex(@"Conference (\d+) round (\d+)")]
    private static partial Regex Name();
}
