using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Runs;
using Npgsql;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>The real API over grains in memory: what commands call.</summary>
internal sealed class HostedSilo : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly NpgsqlDataSource database;

    private HostedSilo(WebApplication app, NpgsqlDataSource database, string key) =>
        (this.app, this.database, Access) = (app, database, new(new(app.Urls.First()), key));

    /// <summary>How it is reached.</summary>
    public LocalAccess Access { get; }

    public static async Task<HostedSilo> Start(FakeParts parts, string connectionString)
    {
        var key = ApiKey.New().Key;
        var database = NpgsqlDataSource.Create(connectionString);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            parts.Sites.Select(site => KeyValuePair.Create($"Sites:{site}:Url", (string?)$"https://{site}.example")));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(database).AddSingleton(TimeProvider.System).AddSingleton(new LocalAdministrator(key))
            .AddSingleton<IEventReader>(new Streams(parts.Rosters)).AddSingleton<IAggregateClient>(new Grains(parts.Rules, parts.Rosters))
            .AddSingleton<IInbox>(new NoInbox()).AddSingleton<IHookLedger>(new NoLedger()).AddSingleton<IReadiness>(new Well())
            .AddSingleton<IRulePreviews>(parts.Rules).AddSingleton<IRosterChecks>(parts.Rosters)
            .AddSingleton<IPauses, StoredPauses>().AddSingleton<IDeadLetters, DeadLetters>().AddSingleton<IRunObstacles, RunObstacles>()
            .AddSingleton(new DigestTerms(null, false, 50, "UTC", "en"))
            .AddSingleton<IParked>(new Parked(database)).AddSingleton<IRebuilds>(new Rebuilds(parts.Rebuilt));
        builder.Services.AddHooks(builder.Configuration).AddApi();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapApi();
        await app.StartAsync();
        return new(app, database, key);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class Grains(FakeRules rules, FakeRosters rosters) : IAggregateClient
    {
        public async ValueTask<Outcome> Send(StreamKey grain, Delivery delivery, CancellationToken cancellationToken)
        {
            var outcome = new Outcome(0, 0, 0, null);
            foreach (var command in delivery.Commands)
            {
                outcome = grain.Kind == Rule.Kind
                    ? await rules.Send(grain.Site, grain.Name, command, cancellationToken)
                    : await rosters.Send(grain.Site, grain.Name, command, cancellationToken);
            }

            return outcome;
        }

        public async ValueTask<TState> Latest<TState>(StreamKey grain, CancellationToken cancellationToken)
            where TState : class, IAggregate<TState> => (TState)(object)(grain.Kind == Rule.Kind
                ? await rules.Find(grain.Site, grain.Name, cancellationToken)
                : await rosters.Find(grain.Site, grain.Name, cancellationToken));
    }

    private sealed class Streams(FakeRosters rosters) : IEventReader
    {
        public async IAsyncEnumerable<RecordedEvent> Read(
            StreamKey grain, long afterVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var recorded in rosters.Stream(grain, afterVersion))
            {
                yield return recorded;
            }

            await Task.CompletedTask;
        }

        public IAsyncEnumerable<RecordedEvent> Read(IReadOnlyCollection<StreamKey> grains, CancellationToken cancellationToken) =>
            throw new NotSupportedException("No command asks for it.");
    }

    private sealed class Parked(NpgsqlDataSource database) : IParked
    {
        public async Task<ParkedRetry> RetryAsync(CancellationToken cancellationToken)
        {
            await using var command = database.CreateCommand("delete from mg_parked where key = 'mendable'");
            var mended = await command.ExecuteNonQueryAsync(cancellationToken);
            return new(mended, await ParkedList.Read(database, cancellationToken));
        }
    }

    private sealed class Rebuilds(List<string> rebuilt) : IRebuilds
    {
        public IReadOnlyList<string> ReadModels => ["courses", "users"];

        public RebuildState? Last { get; private set; }

        public RebuildState? Start(IReadOnlyCollection<string> readModels)
        {
            rebuilt.Add(readModels.Count == 0 ? "all" : string.Join(' ', readModels));
            var begun = new RebuildState("1", readModels.Count == 0 ? ReadModels : [.. readModels], RebuildState.Running, 0, 7);
            Last = begun with { State = RebuildState.Finished, Done = 7, Events = 7, Seconds = 0.1 };
            return begun;
        }
    }

    private sealed class NoInbox : IInbox
    {
        public ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken) =>
            throw new NotSupportedException("No command stores here.");
    }

    private sealed class NoLedger : IHookLedger
    {
        public void Count(string site, string shape, HookOutcome outcome)
        {
        }
    }

    private sealed class Well : IReadiness
    {
        public ValueTask<IReadOnlyList<ReadinessCheck>> Check(CancellationToken cancellationToken) => new([]);
    }
}
