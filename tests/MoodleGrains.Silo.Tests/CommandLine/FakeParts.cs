using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Hosting;
using Npgsql;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>The rest of the silo, as far as commands need it: the API over grains in memory, tables made by hand.</summary>
internal sealed class FakeParts : IProgramParts, IAsyncDisposable
{
    private HostedSilo? hosted;

    public List<string> Served { get; } = [];

    public List<string> Rebuilt { get; } = [];

    public Exception? ServeFails { get; init; }

    public IReadOnlyList<SettingsRule> SettingsRules =>
    [
        configuration => [.. configuration.GetSection("ApiKeys").GetChildren()
            .Where(key => key["Scopes:0"] != "read:*" && key["Scopes:0"] != "read:campus")
            .Select(key => new SettingProblem($"{key.Path}:Scopes", "There is no such scope.", "Write 'read:*'."))],
    ];

    public ServiceProvider Open(IConfiguration configuration, TimeProvider time) => new ProgramParts().Open(configuration, time);

    public int SchemaVersion => 4;

    public Task<int> Serve(string[] settings, CancellationToken cancellationToken)
    {
        Served.Add(string.Join(' ', settings));
        return ServeFails is null ? Task.FromResult(0) : Task.FromException<int>(ServeFails);
    }

    /// <summary>The sites that the silo's configuration has.</summary>
    public string[] Sites { get; set; } = ["campus"];

    /// <summary>Another silo than the one with the API over grains in memory.</summary>
    public LocalAccess? Other { get; init; }

    public static async Task Migrate(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(Tables);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<LocalAccess?> Reach(SiloSettings settings, CancellationToken cancellationToken)
    {
        if (Other is not null)
        {
            return Other;
        }

        if (!Rosters.Works)
        {
            return null;
        }

        if (hosted is null)
        {
            await Migrate(settings.Postgres!);
            Rosters.Over(settings.Postgres!);
            hosted = await HostedSilo.Start(this, settings.Postgres!);
        }

        return hosted.Access;
    }

    public FakeRules Rules { get; } = new();

    public FakeRosters Rosters { get; } = new();

    IRosters IProgramParts.Rosters(NpgsqlDataSource database, IConfiguration configuration) => Rosters;

    IRules IProgramParts.Rules(NpgsqlDataSource database, IConfiguration configuration) => Rules;

    public async ValueTask DisposeAsync()
    {
        if (hosted is not null)
        {
            await hosted.DisposeAsync();
            hosted = null;
        }
    }

    public (string Key, string Hash) NewApiKey() => ("mgk_secret", "sha256:abcd");

    private const string Tables =
        """
        create table if not exists mg_migrations (number integer primary key, name text not null,
          applied timestamptz not null default now());
        create table if not exists orleans_silos (address text, port integer, status integer, alive_at timestamptz);
        insert into mg_migrations values (4, 'all') on conflict do nothing;
        create table if not exists mt_events (seq_id bigint primary key, stream_id text, version bigint, type text,
          timestamp timestamptz, data jsonb, headers jsonb);
        create or replace view mg_events as
          select seq_id as position, stream_id, version, type, timestamp as at, data, headers from mt_events;
        create table if not exists mg_inbox (position bigint, received_at timestamptz, body bytea, primary key (position, received_at))
          partition by range (received_at);
        create table if not exists mg_inbox_all partition of mg_inbox default;
        create table if not exists mg_parked (what text, key text, stream_id text, position bigint, error text,
          since timestamptz not null default now());
        create table if not exists mg_poll_sites (site text, full_at bigint, conferences_at bigint, full_problem text, conferences_problem text);
        create table if not exists mg_effects (seq bigint, id text, key text, type text, state text, due timestamptz, turn timestamptz, done_at timestamptz,
          retry_at timestamptz, last_error text);
        create table if not exists mg_effect_keys (key text, type text, until timestamptz);
        create table if not exists mg_roster_runs (site text, run bigint, roster text, trigger text, state text, dry_run bool, undoes bigint, by text,
          approved_by text, cancelled_by text, hash text, counts text, tripped text, reason text, done bigint, failed bigint, confirmed bigint,
          started_at timestamptz, planned_at timestamptz, approved_at timestamptz, ended_at timestamptz, primary key (site, run, roster));
        create table if not exists mg_roster_items (site text, roster text, run integer, number integer, action text, course_key text, course_id bigint,
          user_id bigint, role_id bigint, role text, course jsonb, name text, state text default 'planned', detail text, confirmed boolean default false);
        create table if not exists mg_roster_findings (site text, roster text, run integer, number integer, error boolean, code text, path text, detail text);
        create table if not exists mg_roster_missing (site text, roster text, run integer, number integer, user_name text, course_short_name text,
          course_name text, role text);
        create table if not exists mg_pauses (part text primary key, since timestamptz not null default now(), by text not null);
        """;
}
