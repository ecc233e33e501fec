using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Rules;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.Benchmarks;

/// <summary>
/// From a webhook's 202 to the request that reaches Discord, at a steady pace. A webhook never tells a conference's times: they were read
/// from Moodle before, all but the name, which each webhook tells of one more conference. That makes its announcement whole: it is posted.
/// </summary>
internal sealed partial class NotifyBenchmarks : IAsyncDisposable
{
    private const string Site = "bench";
    private const int Channels = 40;
    private const int Connections = 16;
    private const int Rate = 100;

    private readonly DiscordStandIn discord;
    private readonly DiscordClient client;
    private readonly HttpClient http = new();
    private readonly int conferences;
    private int named;

    private NotifyBenchmarks(DiscordStandIn discord, int conferences)
    {
        (this.discord, this.conferences) = (discord, conferences);
        client = new(
            new(discord.ApiUrl, discord.Token, new Dictionary<string, WebhookUrl>(), 100_000),
            TimeProvider.System,
            NullLogger.Instance);
    }

    /// <summary>A Discord without limits worth the name.</summary>
    /// <param name="seconds">For how long a measurement runs.</param>
    public static async Task<NotifyBenchmarks> StartAsync(int seconds) => new(
        await DiscordStandIn.Start(new() { GlobalLimit = 1_000_000, BucketLimit = 1_000_000 }, 1, default), seconds * Rate);

    /// <summary>The silo's options with announcing and Discord.</summary>
    public HarnessOptions With(HarnessOptions options) => options with
    {
        Handlers = silo =>
        [
            .. EffectHandlers.Announcements(silo.Database, silo.Grains, new(MaxPosts: 0), silo.Time),
            .. EffectHandlers.Discord(client, silo.Grains, silo.Time),
        ],
    };

    /// <summary>Makes rules, a channel a course, and conferences that lack nothing but their names.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="runs">How often conferences are to be named.</param>
    public async Task PrepareAsync(SiloHarness silo, int runs)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        for (var course = 1; course <= Channels; course++)
        {
            var channel = discord.Guild.AddChannel($"course-{course}");
            await SendAsync(
                StreamKey.For("course", Site, course), new ObserveCourse(
                    new() { FullName = $"Course {course}", Visible = true },
                    new(null, now, SourcePrecedence.Polled)));
            var terms = new RuleTerms(new(RuleScope.Course, course), channel, null, [5], "en", RuleTerms.Delete, null, false, null, 60);
            await SendAsync(Rule.Id(Site, $"course{course}"), new PutRule(terms, "bench", now));
        }

        await Parallel.ForAsync(1, (runs * conferences) + 1, new ParallelOptions
        {
            MaxDegreeOfParallelism = 16
        }, async (id, _) => await SendAsync(
            StreamKey.For("conference", Site, id),
            new ObserveConference(
                "bigbluebuttonbn", id, Course(id), null, now + 86_400, now + 90_000, true,
                $"https://moodle.example/mod/bigbluebuttonbn/view.php?id={id}", new(null, now, SourcePrecedence.Polled))));
        await SettledAsync(silo);

        async Task SendAsync(StreamKey grain, ICommand command) => await silo.Grains.Send(grain, new(command), default);
    }

    /// <summary>Names conferences that were not named before, at a steady pace whatever comes back.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="hook">The address of the hook, key included.</param>
    /// <returns>Milliseconds from each 202 to the request at Discord.</returns>
    public async Task<IReadOnlyList<double>> RunAsync(SiloHarness silo, Uri hook)
    {
        var first = named + 1;
        named += conferences;
        var told = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1;
        var accepted = new TimeSpan[conferences];
        var before = discord.Requests.Count;
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (var turn = Interlocked.Increment(ref next); turn < conferences; turn = Interlocked.Increment(ref next))
            {
                if (TimeSpan.FromSeconds((double)turn / Rate) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                using var content = new StringContent(Body(first + turn, told), Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(hook, content);
                accepted[turn] = discord.Now;
                answer.EnsureSuccessStatusCode();
            }
        })));
        var pace = conferences / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await SettledAsync(silo);

        var sent = discord.Requests.Skip(before).Where(request => request.Method == "POST")
            .Select(request => (request.Arrived, Name().Match(request.Body)))
            .Where(request => request.Item2.Success)
            .ToDictionary(
                request => int.Parse(request.Item2.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                request => request.Arrived);
        if (pace < Rate * 0.95)
        {
            await Console.Error
                .WriteLineAsync($"notify: this machine takes {pace:F0} a second instead of {Rate}; what follows is of a queue.");
        }

        return sent.Count != conferences
            ? throw new InvalidOperationException($"{sent.Count} of {conferences} conferences were posted.")
            : [.. sent.Select(one => (one.Value - accepted[one.Key - first]).TotalMilliseconds)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        http.Dispose();
        await discord.DisposeAsync();
    }

    // What local_webhooks sends (docs/connecting-moodle.md).
    private static string Body(int id, long told) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"eventname":"\\core\\event\\course_module_updated","component":"core","action":"updated","target":"course_module",
        "objecttable":"course_modules","objectid":"{{{id}}}","crud":"u","edulevel":1,"contextid":69,"contextlevel":70,
        "contextinstanceid":"{{{id}}}",
        "userid":"2","courseid":"{{{Course(id)}}}","relateduserid":null,"anonymous":0,
        "other":{"modulename":"bigbluebuttonbn","instanceid":"{{{id}}}","name":"Conference {{{id}}}"},"timecreated":{{{told}}},
        "host":"127.0.0.1","token":"a-token","extra":""}
        """);

    private static int Course(int id) => 1 + (id % Channels);

    private static async Task SettledAsync(SiloHarness silo)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            await using var command = silo.Database.CreateCommand("""
                select concat_ws(', ',
                  case when inbox > 0 then inbox || ' deliveries' end,
                  (select string_agg(n || ' effects ' || type || coalesce(' (' || error || ')', ''), ', ')
                   from (select type, max(last_error) as error, count(*) as n from mg_effects where done_at is null and due <= now() + interval '1 s' group by type) as e))
                from (select
                  (select coalesce(max(position), 0) from mg_inbox) - (select min(position) from mg_progress where name = 'inbox') as inbox)
                  as waiting
                """);
            var waiting = (string)(await command.ExecuteScalarAsync())!;
            if (waiting.Length == 0)
            {
                return;
            }

            if (waited.Elapsed > TimeSpan.FromMinutes(3))
            {
                throw new InvalidOperationException($"Not done within three minutes: {waiting}.");
            }
        }
    }

    [GeneratedRegex(@"Conference (\d+)")]
    private static partial Regex Name();
}
