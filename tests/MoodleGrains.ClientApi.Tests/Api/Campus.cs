using MoodleGrains.ClientApi.Api;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>One database and one API for the tests of this folder; each test writes to a site or to ids of its own.</summary>
public sealed class Campus : IAsyncLifetime
{
    private ApiHost? host;

    public Campus() => Grains = new(Streams);

    public ThrowawayPostgres Postgres { get; } = new();

    internal ApiHost Api => host!;

    internal SetClock Clock { get; } = new();

    internal KnownStreams Streams { get; } = new();

    internal DecidingGrains Grains { get; }

    internal SaidReadiness Readiness { get; } = new();

    /// <summary>Another API over the same database.</summary>
    internal Task<ApiHost> Another(TimeProvider clock, string? connectionString = null) =>
        ApiHost.Start(
            connectionString ?? Postgres.ConnectionString,
            clock,
            Streams,
            Grains,
            Readiness,
            "campus",
            "annex",
            "conf",
            "feed",
            "live",
            "paging");

    public async Task InitializeAsync()
    {
        await Postgres.Start();
        await SiloSchema.CreateAsync(Postgres.ConnectionString);
        host = await Another(Clock);
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>A clock that stands where it is put; waiting goes by the real one.</summary>
    internal sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Streams that are just there.</summary>
    internal sealed class KnownStreams : IEventReader
    {
        private readonly Dictionary<StreamKey, List<RecordedEvent>> streams = [];

        public void Tell<TGrain>(StreamKey grain, DateTimeOffset at, ICommand command)
            where TGrain : class, IAggregate<TGrain>
        {
            var stream = streams.TryGetValue(grain, out var known) ? known : streams[grain] = [];
            var state = stream.Aggregate(TGrain.Initial, (before, recorded) => TGrain.Evolve(before, recorded.Event));
            foreach (var one in TGrain.Decide(state, command).Events)
            {
                stream.Add(new(stream.Count + 1, grain, stream.Count + 1, EventType.SnakeCase(one.GetType().Name), at, one));
            }
        }

        /// <summary>Appends, and tells the stream's version.</summary>
        public long Append(StreamKey grain, IReadOnlyList<IEvent> events)
        {
            var stream = streams.TryGetValue(grain, out var known) ? known : streams[grain] = [];
            foreach (var one in events)
            {
                stream.Add(
                    new(stream.Count + 1, grain, stream.Count + 1, EventType.SnakeCase(one.GetType().Name), DateTimeOffset.UnixEpoch, one));
            }

            return stream.Count;
        }

        public IAsyncEnumerable<RecordedEvent> Read(StreamKey grain, long afterVersion, CancellationToken cancellationToken) =>
            streams.GetValueOrDefault(grain, []).Where(one => one.Version > afterVersion).ToAsyncEnumerable();

        public IAsyncEnumerable<RecordedEvent> Read(IReadOnlyCollection<StreamKey> grains, CancellationToken cancellationToken) =>
            grains.SelectMany(grain => streams.GetValueOrDefault(grain, [])).ToAsyncEnumerable();
    }

    /// <summary>Says what it was told to say.</summary>
    internal sealed class SaidReadiness : IReadiness
    {
        public Func<CancellationToken, ValueTask<IReadOnlyList<ReadinessCheck>>> Say
        {
            get; set;
        } = _ => new([new("database", true, null)]);

        public ValueTask<IReadOnlyList<ReadinessCheck>> Check(CancellationToken cancellationToken) => Say(cancellationToken);
    }
}

[CollectionDefinition(Name)]
public sealed class CampusTests : ICollectionFixture<Campus>
{
    public const string Name = "campus";
}
