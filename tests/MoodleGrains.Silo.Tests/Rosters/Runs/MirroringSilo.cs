using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using MoodleGrains.Silo.Tests.Moodle;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>A stand-in Moodle, and a silo that mirrors a roster into it.</summary>
internal sealed class MirroringSilo : IAsyncDisposable
{
    public const string Name = "campus";
    public const string Roster = "registrar";

    private readonly SocketsHttpHandler network = new() { AllowAutoRedirect = false };
    private readonly string folder = Directory.CreateTempSubdirectory("roster").FullName;

    private MirroringSilo()
    {
    }

    public University Site { get; private init; } = null!;

    public StandIn Moodle { get; private set; } = null!;

    public SiloHarness Silo { get; private set; } = null!;

    public IReadOnlyList<EffectHandler> Handlers { get; private set; } = [];

    public StreamKey Grain { get; } = MoodleGrains.Rosters.Roster.Id(Name, Roster);

    public string SourceFile => Path.Combine(folder, "roster.json");

    /// <summary>Terms that read a file; automatic unless told otherwise.</summary>
    public RosterTerms Terms => new(
        new(RosterSource.File, SourceFile, RosterSource.Json, false, RosterSource.DefaultMaxBytes, RosterSource.DefaultTimeoutSeconds),
        RosterTerms.ByUserName,
        [new("", "student"), new("teacher", "editingteacher"), new("professor", "editingteacher")],
        "Category 1", null, RosterTerms.Keep, RosterTerms.Keep, true, false, false, true, null, ChangeLimits.Default, [], false);

    /// <summary>Starts one; what its handlers do is what the test lets through.</summary>
    /// <param name="postgres">The database server.</param>
    /// <param name="fill">Fills the site.</param>
    /// <param name="settings">Other settings of runs.</param>
    /// <param name="started">Whether the silo works by itself; else the test delivers effects.</param>
    /// <param name="grains">Stands before the engine.</param>
    /// <param name="before">Stands before the network to Moodle.</param>
    /// <param name="token">The token of the account that the silo uses; an administrator's unless given.</param>
    /// <param name="byHand">Whether plans are made by the test: then nobody else makes any.</param>
    public static async Task<MirroringSilo> Start(
        PostgresServer postgres,
        Action<University> fill,
        RunSettings? settings = null,
        bool started = true,
        Func<IAggregateClient, IAggregateClient>? grains = null,
        Func<HttpMessageHandler, HttpMessageHandler>? before = null,
        bool byHand = false,
        Func<University, StandIn, string>? token = null)
    {
        var made = new MirroringSilo { Site = new(TimeProvider.System) };
        fill(made.Site);
        made.Site.TakeEvents();
        made.Moodle = await StandIn.Start(made.Site, Campus.Token, 0, default);
        var moodle = Campus.Site(
            new()
            {
                Slug = Name,
                Url = made.Moodle.Address.GetLeftPart(UriPartial.Authority),
                Token = token?.Invoke(made.Site, made.Moodle) ?? Campus.Token,
                Rate = 0,
                Timeout = TimeSpan.FromMinutes(1)
            },
            before?.Invoke(made.network) ?? made.network,
            TimeProvider.System);
        HarnessOptions With(HarnessOptions options) => options with { Handlers = runtime => made.Handlers = Of(runtime) };
        made.Silo = started ? await postgres.Started(with: With) : await postgres.Prepared(with: With);
        return made;

        IReadOnlyList<EffectHandler> Of(SiloHarness runtime) => [.. EffectHandlers.Rosters(
            runtime,
            grains?.Invoke(runtime.Grains) ?? runtime.Grains,
            settings ?? new(
                new Dictionary<string, long> { ["student"] = University.Student, ["editingteacher"] = University.EditingTeacher },
                300),
            new RosterReader(new(new Dictionary<string, SourceLogin>()), TimeProvider.System, NullLogger<RosterReader>.Instance),
            site => site == Name ? moodle : null).Select(handler => byHand && handler.Type == RosterEffectTypes.PlanRun
                ? EffectHandler.For(RosterEffectTypes.PlanRun, new NoPlan(), OutboxParts.Rosters, body => body.Site)
                : handler)];
    }

    public async Task Put(RosterTerms terms) => await Send(new PutRoster(terms, "test", Now));

    /// <summary>Starts a run.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> Begin(bool dryRun = false, int? undoes = null)
    {
        await Send(new StartRun(undoes is null ? "person" : "undo", dryRun, undoes, "test", Now));
        return (await Silo.Grains.Latest<Roster>(Grain, default)).LastRun;
    }

    /// <summary>Starts a run and waits until it ends, or waits for a person.</summary>
    public async Task<RunSaid> Run(bool dryRun = false, int? undoes = null)
    {
        var run = await Begin(dryRun, undoes);
        return await Becomes(run, "finished", "failed", "waiting", "planned");
    }

    /// <summary>Lets a plan be applied, and waits until it was, or waits again.</summary>
    public async Task<RunSaid> Approve(int run)
    {
        var before = await Silo.Database.Scalar<string>($"select coalesce(hash, '') from mg_roster_runs where run = {run}");
        await Send(new ApproveRun(run, null, "test", Now));
        await Eventually.Holds(
            async () => await Silo.Database.Scalar<bool>(
                $"select state in ('finished', 'failed') or (state = 'waiting' and hash <> '{before}') from mg_roster_runs where "
                    + $"run = {run}"),
            "the plan was applied", 300);
        return await Said(run);
    }

    public async Task<RunSaid> Becomes(int run, params string[] states)
    {
        await Eventually.Holds(
            async () => await Silo.Database.Scalar<bool>(
                $"select exists (select from mg_roster_runs where run = {run} and state in "
                    + $"({string.Join(", ", states.Select(state => $"'{state}'"))}))"),
            $"run {run} became {string.Join(" or ", states)}", 300);
        return await Said(run);
    }

    /// <summary>Applies a plan made by hand.</summary>
    public async Task<RunSaid> Apply(params PlanItem[] items)
    {
        var run = await Planned(items);
        return await Becomes(run, "finished", "failed");
    }

    /// <summary>Reports a plan made by hand; the roster lets it be applied.</summary>
    public async Task<int> Planned(params PlanItem[] items)
    {
        var run = await Begin();
        var hash = $"plan{run}";
        await new RunPlans(Silo.Database).WriteAsync(
            new(Name, Roster, run), new(items, [], [], Nothing, [], hash), [], TimeProvider.System.GetUtcNow(), default);
        await Send(new ReportPlan(run, hash, items.Length, Nothing, [], Now));
        return run;
    }

    /// <summary>The items of a run: <c>number|action|state</c>, and why not.</summary>
    public Task<List<string>> Items(int run) => Silo.Database.Rows(
        $"select number || '|' || action || '|' || state || coalesce('|' || detail, '') from mg_roster_items where run = {run} order "
            + $"by number");

    /// <summary>Everything a person would see in Moodle: courses, who is in them and as what.</summary>
    public List<string> Truth()
    {
        lock (Site.Gate)
        {
            return
            [
                .. Site.Courses.Values.Where(course => course.Format != "site")
                    .Select(course => $"{course.ShortName}|{course.FullName}|{course.Visible}").Order(StringComparer.Ordinal),
                .. Site.Enrolments
                    .Select(e => $"{Site.Courses[e.CourseId].ShortName}|{Site.Users[e.UserId].UserName}|"
                        + (e.Suspended ? "suspended|" : "active|")
                        + string.Join(',', Site.RolesOf(e.CourseId, e.UserId).Select(role => role.RoleId).Order()))
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    public async Task Send(ICommand command) => (await Silo.Grains.Send(Grain, new(command), default)).Refusal.ShouldBeNull();

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Moodle.DisposeAsync();
        network.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static PlanCounts Nothing => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private async Task<RunSaid> Said(int run)
    {
        var row = (await Silo.Database.Rows($"""
            select state, coalesce(done, 0), coalesce(failed, 0), coalesce(confirmed, 0), coalesce(tripped, ''), coalesce(reason, '') from mg_roster_runs where run = {run}
            """))[0].Split('|', 6);
        return new(run, row[0], int.Parse(row[1]), int.Parse(row[2]), int.Parse(row[3]), row[4], row[5]);
    }
}

/// <summary>Leaves planning to the test.</summary>
internal sealed class NoPlan : IDeliverer<PlanRun>
{
    public ValueTask<Delivered> DeliverAsync(Due<PlanRun> effect, CancellationToken cancellationToken) => new(new Delivered.Done());
}

/// <summary>How a run stands.</summary>
internal sealed record RunSaid(int Run, string State, int Done, int Failed, int Confirmed, string Tripped, string Reason);
