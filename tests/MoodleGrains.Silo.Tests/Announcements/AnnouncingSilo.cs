using MoodleGrains.Announcements;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Tests.Outbox;

namespace MoodleGrains.Silo.Tests.Announcements;

/// <summary>A silo at work with the announcer and a Discord in memory, and what Moodle tells it.</summary>
internal sealed class AnnouncingSilo : IAsyncDisposable
{
    public const string Site = "campus";
    public const string Channel = "123456789012345678";

    private RecordedDiscord? discord;
    private long told;

    private AnnouncingSilo()
    {
    }

    public SiloHarness Silo { get; private set; } = null!;

    public TestTime Time { get; } = new();

    public RecordedDiscord Discord => discord!;

    public AnnouncementSettings Settings { get; private init; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="settings">Bounds; null for the usual ones.</param>
    /// <param name="events">Makes the deliverers of scheduled events; null where no rule keeps any.</param>
    public static async Task<AnnouncingSilo> Start(
        PostgresServer postgres, AnnouncementSettings? settings = null, Func<SiloHarness, IEnumerable<EffectHandler>>? events = null)
    {
        var made = new AnnouncingSilo { Settings = settings ?? new() };
        made.Silo = await postgres.Started(null, options => options with
        {
            Time = made.Time,
            Handlers = silo =>
            [
                .. EffectHandlers.Announcements(silo.Database, silo.Grains, made.Settings, made.Time),
                .. (made.discord = new RecordedDiscord(silo.Grains, made.Time)).Handlers,
                .. events?.Invoke(silo) ?? [],
            ],
        });
        return made;
    }

    public static RuleTerms Terms(RuleScope scope, string channel = Channel, string language = "en", string? guild = null) =>
        new(scope, channel, null, [5], language, RuleTerms.Delete, null, false, guild, 90);

    /// <summary>A conference tomorrow, or in so many hours, in course 1 unless told otherwise.</summary>
    public Task Conference(long id, string name, double hours = 24, long course = 1, bool visible = true) => Tell(
        StreamKey.For("conference", Site, id),
        new ObserveConference(
            "bigbluebuttonbn",
            id,
            course,
            name,
            Start(hours),
            Start(hours + 1),
            visible,
            $"https://m.example/mod/bigbluebuttonbn/view.php?id={id}",
            Next()));

    public Task Gone(long id)
        => Tell(StreamKey.For("conference", Site, id), new ObserveConferenceDeleted(Next() with { Rank = SourcePrecedence.Deleted }));

    public Task Course(long id, long category) => Tell(
        StreamKey.For("course", Site, id), new ObserveCourse(
            new() { FullName = $"Course {id}", CategoryId = category, Visible = true },
            Next()));

    public Task Category(long id, long parent, bool visible = true) => Tell(
        StreamKey.For("category", Site, id), new ObserveCategory($"Category {id}", "", parent, "", visible, Next()));

    public Task Put(string name, RuleTerms terms) => Tell(Rule.Id(Site, name), new PutRule(terms, "test", Time.Seconds));

    public Task<Rule> Rule_(string name) => Silo.Grains.Latest<Rule>(Rule.Id(Site, name), default).AsTask();

    public async Task Tell(StreamKey grain, ICommand command) =>
        (await Silo.Grains.Send(grain, new(command), default)).Refusal.ShouldBeNull();

    /// <summary>Waits until nothing that is due waits in the outbox.</summary>
    public Task Settled() => Eventually.Holds(
        async () => await Silo.Database.Scalar<bool>($"""
            select not exists (select from mg_effects where done_at is null and state = 'waiting' and due <= to_timestamp({Time.Seconds}))
            """),
        "nothing waits");

    public async ValueTask DisposeAsync() => await Silo.DisposeAsync();

    private long Start(double hours) => Time.Seconds + (long)(hours * 3600);

    private FieldVersion Next() => new(null, Time.Seconds + ++told, SourcePrecedence.Updated);
}
