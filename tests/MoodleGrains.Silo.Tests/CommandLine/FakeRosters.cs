using System.Globalization;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.CommandLine.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>Rosters in memory, decided by the grain itself, and a silo that plans and applies as it is told to.</summary>
internal sealed class FakeRosters : IRosters, IRosterChecks
{
    private readonly SortedDictionary<(string Site, string Name), Roster> rosters = [];
    private readonly Dictionary<(string Site, string Name, int Run), RosterRunRow> runs = [];
    private readonly List<RecordedEvent> stream = [];
    private NpgsqlDataSource? database;

    public List<string> Told { get; } = [];

    public IRosterChecks Checks => this;

    /// <summary>Whether a silo is at work.</summary>
    public bool Works { get; set; } = true;

    public string? SourceFails { get; set; }

    public IReadOnlyList<string> Tripped { get; set; } = [];

    public int Items { get; set; } = 3;

    /// <summary>How many items Moodle refuses.</summary>
    public int Refused { get; set; }

    /// <summary>Whether Moodle changes between the first approval and the first batch.</summary>
    public bool MoodleChanges { get; set; }

    public RosterCheckAnswer Check
    {
        get; set;
    } = new(null, 3, 14, 0, 0, 1, [new(1, false, "twice", "$.courses[0].participants[2]", "'0076' stands twice.")]);

    public FakeRosters Over(string connectionString)
    {
        database ??= NpgsqlDataSource.Create(connectionString);
        return this;
    }

    public Task<RosterCheckAnswer> Of(string site, string name, RosterTerms terms, CancellationToken cancellationToken)
        => Task.FromResult(Check);

    public Task<IReadOnlyList<(string Site, string Name)>> Names(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, string)>>([.. rosters.Keys]);

    public Task<Roster> Find(string site, string name, CancellationToken cancellationToken) =>
        Task.FromResult(rosters.GetValueOrDefault((site, name), Roster.Initial));

    public IReadOnlyList<RecordedEvent> Stream(StreamKey grain, long afterVersion = 0)
    {
        lock (stream)
        {
            return [.. stream.Where(recorded => recorded.Grain == grain && recorded.Version > afterVersion)];
        }
    }

    public async Task<Outcome> Send(string site, string name, ICommand command, CancellationToken cancellationToken)
    {
        Told.Add($"{site}/{name}: {command.GetType().Name}");
        var before = rosters.GetValueOrDefault((site, name), Roster.Initial);
        var decision = Roster.Decide(before, command);
        rosters[(site, name)] = decision.Events.Aggregate(before, Roster.Evolve);
        foreach (var one in decision.Events)
        {
            await Fold(site, name, one);
        }

        var version = Stream(Roster.Id(site, name)).Count;
        foreach (var one in Works ? decision.Events : [])
        {
            await Work(site, name, one);
        }

        return new(version, decision.Events.Count, 1, decision.Refusal);
    }

    // The test looks at it afterwards.
    public void Dispose()
    {
    }

    private async Task Work(string site, string name, IEvent cause)
    {
        if (cause is RunStarted started)
        {
            if (SourceFails is { } reason)
            {
                await Send(site, name, new FailRun(started.Run, reason, started.At), default);
                return;
            }

            await Run($"""
                insert into mg_roster_items (site, roster, run, number, action, course_key, course_id, user_id, role_id, role, name)
                select '{site}', '{name}', {started.Run}, n, case n when 1 then 'create_course' else 'enrol' end, 'name:phy', 41,
                nullif(n, 1),
                    case when n > 1 then 5 end, case when n > 1 then 'student' end, 'ada' || n
                from generate_series(1, {Items}) n;
                insert into mg_roster_findings values (
                    '{site}', '{name}', {started.Run}, 1, true, 'role_unknown', '$.courses[0]', E'dean\x1b[2J is no role.');
                insert into mg_roster_missing values ('{site}', '{name}', {started.Run}, 1, '0074', 'phy', 'Physics', 'student')
                """);
            await Send(site, name, Plan(started.Run, "h1", started.At), default);
        }

        if (cause is RunApproved approved)
        {
            if (MoodleChanges)
            {
                MoodleChanges = false;
                await Send(site, name, Plan(approved.Run, "h2", approved.At), default);
                return;
            }

            await Run($"""
                update mg_roster_items set state = case when number <= {Refused} then 'failed' else 'done' end,
                    detail = case when number <= {Refused} then 'Moodle said no.' end
                where run = {approved.Run} and roster = '{name}'
                """);
            await Send(site, name, new FinishRun(approved.Run, Items - Refused, Refused, Items - Refused, approved.At), default);
        }
    }

    private ReportPlan Plan(int run, string hash, long at)
        => new(run, hash, Items, new(Math.Min(Items, 1), 0, 0, 0, Math.Max(Items - 1, 0), 0, 0, 0, 0, 1, 1), Tripped, at);

    private async Task Fold(string site, string name, IEvent one)
    {
        var recorded = new RecordedEvent(
            1, Roster.Id(site, name), Stream(Roster.Id(site, name)).Count + 1, "", DateTimeOffset.UnixEpoch, one);
        lock (stream)
        {
            stream.Add(recorded);
        }

        if (RosterRunRow.DocumentOf(recorded) is not { } id)
        {
            return;
        }

        var run = int.Parse(id[(id.IndexOf('/') + 1)..], CultureInfo.InvariantCulture);
        var row = runs[(site, name, run)] = RosterRunRow.Fold(runs.GetValueOrDefault((site, name, run)), recorded)!;
        await Run($"delete from mg_roster_runs where site = '{site}' and roster = '{name}' and run = {row.Run}");
        await using var insert = database!.CreateCommand("""
            insert into mg_roster_runs values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, to_timestamp($18), null, null, null)
            """);
        foreach (var value in new object?[]
        {
            site, row.Run, name, row.Trigger, row.State, row.DryRun, row.Undoes, row.By, row.ApprovedBy, row.CancelledBy, row.Hash,
                row.Counts, row.Tripped,
            row.Reason, row.Done, row.Refused, row.Confirmed, row.StartedAt,
        })
        {
            insert.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await insert.ExecuteNonQueryAsync();
    }

    private async Task Run(string sql) => await database!.Run(sql);
}
