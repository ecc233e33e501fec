using System.Globalization;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>The stand-in Discord of the demo, with the one channel in which the university's conferences are announced.</summary>
internal sealed class DemoChannel : IAsyncDisposable
{
    private readonly University university;
    private readonly DiscordStandIn discord;
    private readonly string channel;
    private readonly string role;
    private int posted;
    private int edited;
    private int deleted;

    private DemoChannel(University university, DiscordStandIn discord)
    {
        (this.university, this.discord) = (university, discord);
        channel = discord.Guild.AddChannel("conferences");
        role = discord.Guild.AddRole("students");
        discord.Guild.Changed += (what, _) => Interlocked.Increment(
            ref what == "created" ? ref posted : ref what == "edited" ? ref edited : ref deleted);
    }

    /// <summary>The page that shows the channel.</summary>
    public Uri Page => discord.Address;

    /// <summary>Starts it.</summary>
    /// <param name="university">Whose conferences are shown.</param>
    /// <param name="port">The loopback port; 0 for a free one.</param>
    /// <param name="seed">Decides its troubles; it has none unless it is told to.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The channel.</returns>
    public static async Task<DemoChannel> Open(University university, int port, int seed, CancellationToken cancellationToken) => new(
        university,
        await DiscordStandIn.Start(
            new() { Port = port, BucketLimit = 20, BucketWindow = TimeSpan.FromSeconds(1) },
            seed,
            cancellationToken));

    /// <summary>Adds the settings of a silo that announces here.</summary>
    /// <param name="settings">As environment variables.</param>
    public void AddTo(Dictionary<string, string> settings)
    {
        settings["Discord__ApiUrl"] = discord.ApiUrl;
        settings["Discord__Token"] = discord.Token;
        settings["Announcements__Channel"] = channel;
        settings["Announcements__Role"] = role;

        // The scenario plans a term's conferences within a minute: nobody is there to approve of them.
        settings["Announcements__MaxPosts"] = "0";
    }

    /// <summary>Compares the channel with Moodle.</summary>
    /// <returns>The first difference; null if there is none.</returns>
    public string? Differs()
    {
        var shown = discord.Guild.Messages(channel).SelectMany(message => message.Links).Select(link => link.Split('#')[0]).ToHashSet();
        lock (university.Gate)
        {
            var held = university.Activities.Values
                .Where(a => a is { Module: Activity.Conference, Visible: true, OpeningTime: > 0 } && university.Courses[a.CourseId].Visible)
                .ToList();
            return held.FirstOrDefault(
                a => !shown.Any(link => link.EndsWith(Invariant($"view.php?id={a.Id}"), StringComparison.Ordinal))) is { } missing
                ? Invariant($"conference {missing.Id} is missing")
                : shown.Count > held.Count ? Invariant($"{shown.Count} conferences are shown, {held.Count} are held") : null;
        }
    }

    /// <summary>A teacher plans a conference that begins in a little more than five minutes: it is called soon.</summary>
    /// <returns>What happened.</returns>
    public Happening PlanOfficeHour()
    {
        lock (university.Gate)
        {
            var starts = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 420) / 60 * 60;
            university.TakeEvents();
            var course = university.Courses.Values.Last(c => c.Visible).Id;
            var id = university.CreateConference(course, "Office hour", starts, starts + 1_800);
            return new(Invariant($"an office hour is planned in course {course}: conference {id}"), university.TakeEvents());
        }
    }

    /// <summary>Rows of the summary.</summary>
    /// <returns>What, and how many.</returns>
    public IEnumerable<(string What, string HowMany)> Totals() =>
    [
        ("messages posted on Discord", Invariant($"{posted}")),
        ("messages edited", Invariant($"{edited}")),
        ("messages deleted", Invariant($"{deleted}")),
    ];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => discord.DisposeAsync();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
