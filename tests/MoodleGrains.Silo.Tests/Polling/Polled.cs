using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>A stand-in Moodle and a silo that polls it, by a clock that the test moves.</summary>
internal sealed class Polled : IAsyncDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private int wishes;

    private readonly Func<SiloHarness, IReadOnlyList<EffectHandler>> beside;

    private Polled(
        University site,
        SiteClock clock,
        StandIn moodle,
        SiloHarness silo,
        MoodleSites sites,
        PollSettings settings,
        Func<SiloHarness, IReadOnlyList<EffectHandler>> beside) =>
        (Site, Clock, Moodle, Silo, Sites, Settings, this.beside) = (site, clock, moodle, silo, sites, settings, beside);

    public University Site { get; }

    public SiteClock Clock { get; }

    public StandIn Moodle { get; }

    public SiloHarness Silo { get; }

    public MoodleSites Sites { get; }

    public PollSettings Settings { get; }

    public static async Task<Polled> Start(
        PostgresServer postgres,
        Action<University>? fill = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Func<University, StandIn, string>? token = null,
        Func<PollSettings, PollSettings>? with = null,
        Func<SiloHarness, IReadOnlyList<EffectHandler>>? beside = null,
        ILoggerFactory? loggers = null)
    {
        beside ??= _ => [];
        var clock = new SiteClock(new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        var site = new University(clock);
        fill?.Invoke(site);
        site.TakeEvents();
        var moodle = await StandIn.Start(site, Token, 0, default);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["Sites:campus:Url"] = moodle.Address.ToString(),
                ["Sites:campus:Token"] = token?.Invoke(site, moodle) ?? Token,
            })
            .Build();
        List<ClientApi.SettingProblem> problems = [];
        var polling = PollSettings.Read(configuration, problems);
        problems.ShouldBeEmpty();
        polling = with?.Invoke(polling) ?? polling;
        var sites = MoodleSites.Open(SiteAccount.Read(configuration, []), clock, NullLoggerFactory.Instance);
        var silo = await postgres.Started(with: options => Options(options, clock, polling, sites, beside, loggers));
        return new(site, clock, moodle, silo, sites, polling, beside);
    }

    /// <summary>A second silo on the same database.</summary>
    public Task<SiloHarness> Second(PostgresServer postgres) =>
        postgres.Started(Silo.ConnectionString, options => Options(options, Clock, Settings, Sites, beside));

    /// <summary>Polls once and waits for it.</summary>
    /// <returns>outcome|calls|events</returns>
    public async Task<Run> Poll(string kind = PollSite.Full)
    {
        await Silo.Dispatched();
        await Silo.Effects.PutAsync([new PollSite("campus", kind, 0).Once($"{++wishes}")], default);
        var ended = $"select count(*) from mg_poll_runs where ended_at is not null";
        var before = wishes;
        await Eventually.Holds(async () => await Silo.Database.Scalar<long>(ended) >= before, "the reconcile ended", 300);
        var row = (await Silo.Database.Rows("select outcome, calls, events, detail from mg_poll_runs order by id desc limit 1"))[0].Split(
            '|',
            4);
        return new(row[0], int.Parse(row[1]), int.Parse(row[2]), row[3]);
    }

    /// <summary>Hands everything the site told to the silo, by local_webhooks; what is lost is not handed over.</summary>
    public Task Hear(Func<MoodleEvent, bool>? lost = null) => Hear(Site.TakeEvents().Where(e => lost?.Invoke(e) != true));

    /// <summary>Hands some of what the site told to the silo.</summary>
    public async Task Hear(IEnumerable<MoodleEvent> events)
    {
        var plugin = new LocalWebhooks(Moodle.Address);
        var posts = events.Select(plugin.Post).ToList();
        await Silo.Accept(posts.Select(post => Hooks.Of(post)).OfType<MoodleGrains.ClientApi.Hooks.Received>());
        await Silo.Dispatched();
    }

    public Task<List<string>> Rows(string sql) => Silo.Database.Rows(sql);

    /// <summary>Moves the clock on; the outbox looks what is due.</summary>
    public void Advance(long seconds)
    {
        Clock.Advance(seconds);
        Silo.Outbox.TimeMoved();
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Sites.DisposeAsync();
        await Moodle.DisposeAsync();
    }

    private static HarnessOptions Options(
        HarnessOptions options,
        SiteClock clock,
        PollSettings polling,
        MoodleSites sites,
        Func<SiloHarness, IReadOnlyList<EffectHandler>> beside,
        ILoggerFactory? loggers = null) => options with
        {
            Time = clock,
            Hints = new Hints(polling).Of,
            Scope = database => new WebhookScope(polling, database),
            Handlers = runtime => [.. EffectHandlers.Polling(runtime, polling, sites.Find, loggers), .. beside(runtime)],
        };
}

/// <summary>What a reconcile reported.</summary>
internal sealed record Run(string Outcome, int Calls, int Events, string Detail);
