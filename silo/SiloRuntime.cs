using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Projections;
using Npgsql;

namespace MoodleGrains.Silo;

/// <summary>What a silo is made of.</summary>
internal sealed record RuntimeOptions
{
    /// <summary>The database.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The kinds of grains.</summary>
    public IReadOnlyList<IGrainKind> Kinds { get; init; } = Registered.Kinds;

    /// <summary>The read models.</summary>
    public IReadOnlyList<ReadModelTable> ReadModels { get; init; } = Registered.ReadModels;

    /// <summary>Bounds of the engine.</summary>
    public EngineSettings Engine { get; init; } = new();

    /// <summary>Bounds of the two writers.</summary>
    public GroupCommitLimits Commits { get; init; } = new();

    /// <summary>How long bodies are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a lease holds without renewal.</summary>
    public TimeSpan LeaseLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The reactions.</summary>
    public IReadOnlyList<Func<RecordedEvent, IReadOnlyList<Effect>>> Reactions { get; init; } = Registered.Reactions;

    /// <summary>The types of effects that reactions ask for.</summary>
    public IReadOnlyList<EffectType> Effects { get; init; } = Registered.Effects;

    /// <summary>Who does effects, beside the timers, which are the outbox's own. Asked for when all else is there.</summary>
    public Func<SiloRuntime, IReadOnlyList<EffectHandler>> Handlers { get; init; } = _ => [];

    /// <summary>What a delivery asks to be read from Moodle, given the time; written with the dispatcher's progress.</summary>
    public Func<WebhookPayload, long, IReadOnlyList<Effect>> Hints { get; init; } = (_, _) => [];

    /// <summary>What of deliveries is kept, given the database; null where everything is.</summary>
    public Func<NpgsqlDataSource, IDeliveryScope>? Scope { get; init; }

    /// <summary>Bounds of the outbox.</summary>
    public OutboxSettings Outbox { get; init; } = new();

    /// <summary>The clock: due times, and the time that commands are given.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Loggers { get; init; }
}

/// <summary>
/// The engine behind the web server: both logs, the grains, the dispatcher and the projections of one silo. Commands that
/// need no running silo (rebuild, import) make one without starting it.
/// </summary>
internal sealed class SiloRuntime : IAsyncDisposable
{
    // A plan made while a table was empty must be right when it is not.
    private const string LookupOptions = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

    private readonly CancellationTokenSource stopping = new();
    private readonly RuntimeOptions options;
    private readonly Pauses pauses;
    private readonly ShardLeases dispatchLeases;
    private readonly ShardLeases projectionLeases;
    private readonly InboxPartitions partitions;
    private readonly HookLedger ledger;
    private readonly NpgsqlDataSource pagingDatabase;
    private readonly NpgsqlDataSource outboxDatabase;
    private readonly EffectRegistry effects;
    private Task running = Task.CompletedTask;

    /// <summary>Puts a silo together; nothing is opened yet.</summary>
    /// <param name="options">What it is made of.</param>
    public SiloRuntime(RuntimeOptions options)
    {
        this.options = options;
        Id = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

        // Bounded each, so that two silos fit into the 100 connections that PostgreSQL allows unless told otherwise; a thousand
        // cold grains wait for one of the loading ones.
        Database = Source("moodlegrains", 16, null);
        Lookups = Source("moodlegrains-lookups", 12, LookupOptions, stateless: true);
        pagingDatabase = Source("moodlegrains-pages", 8, EventPages.ReaderOptions, stateless: true);
        outboxDatabase = Source("moodlegrains-outbox", 4, EffectStatements.Options, stateless: true);
        var kinds = new GrainKinds(options.Kinds);
        Notifications = new(Database, Logger<Notifications>());
        pauses = new(Database, Logger<Pauses>());
        ledger = new(Database, Logger<HookLedger>());
        partitions = new(Database, options.Retention, Logger<InboxPartitions>());
        var (written, received) = (new LogTail<CausedEvent>(), new LogTail<StoredDelivery>());
        effects = new(options.Effects);
        Outbox = new(new(
            outboxDatabase, Id, effects, Notifications, pauses, Time, options.LeaseLifetime, options.Outbox, Logger<Outbox.Outbox>()));
        var reactions = new Reactions(options.Reactions, effects, Time);
        Events = new(
            options.ConnectionString, options.Commits, written, Notifications.Events, new ReactionsAtOnce(reactions, Outbox, pauses).Follow, Logger<EventWriter>());

        // Deliveries keep the order in which they came: one writer.
        Inbox = new(options.ConnectionString, options.Commits with { Writers = 1 }, received, Notifications.Inbox, Logger<InboxWriter>());
        Loader = new(Lookups);
        Reader = new(Database, kinds);
        Grains = new(new(kinds, Events, Loader, options.Engine, Logger<EmbeddedGrains>(), new()));
        Models = new(Database, options.ReadModels);
        var pages = new EventPages(pagingDatabase, kinds, written);
        Rebuild = new(Database, pages, Models, Logger<Rebuild>());
        ParkedRows = new(Database, Reader, Models, new(pagingDatabase, pages, reactions, Notifications));
        ParkedDeliveries = new(Database, Grains);
        dispatchLeases = Leases("inbox");
        projectionLeases = Leases("projections");
        Dispatcher = new(
            pagingDatabase, dispatchLeases, Watermark(LogName.Inbox, Notifications.Inbox), Notifications, pauses, Grains, ledger, received, HintsOf, options.Scope?.Invoke(pagingDatabase), Time, Logger<Dispatcher>());
        Daemon = new(
            pagingDatabase, projectionLeases, Watermark(LogName.Events, Notifications.Events), Notifications, Outbox, pauses, pages, Models, reactions, Logger<Daemon>());
        Effects = new EffectQueue(Database, effects, Notifications, Time);
        Upkeep = new(Database, options.Outbox.Retention, Time, Logger<EffectUpkeep>());
        effects.Add(EffectHandler.For(Wake.Effect, new WakeDeliverer(Grains, Time), OutboxParts.Timers, countsAttempts: false));
        foreach (var handler in options.Handlers(this))
        {
            effects.Add(handler);
        }
    }

    /// <summary>This silo's id among those that share the database.</summary>
    public string Id { get; }

    /// <summary>The database.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>The database by connections for small questions that are asked often: each is planned once, and goes by indexes.</summary>
    public NpgsqlDataSource Lookups { get; }

    /// <summary>How the database is reached, password included: not to be shown.</summary>
    public string ConnectionString => options.ConnectionString;

    /// <summary>The engine.</summary>
    public EmbeddedGrains Grains { get; }

    /// <summary>Appends to streams.</summary>
    public EventWriter Events { get; }

    /// <summary>Stores deliveries.</summary>
    public InboxWriter Inbox { get; }

    /// <summary>Loads streams.</summary>
    public StreamLoader Loader { get; }

    /// <summary>Reads streams.</summary>
    public EventReader Reader { get; }

    /// <summary>The read models.</summary>
    public ReadModels Models { get; }

    /// <summary>Rebuilds read models.</summary>
    public Rebuild Rebuild { get; }

    /// <summary>Tries parked rows again.</summary>
    public ParkedRows ParkedRows { get; }

    /// <summary>Tries parked deliveries again.</summary>
    public ParkedDeliveries ParkedDeliveries { get; }

    /// <summary>Inbox to grains.</summary>
    public Dispatcher Dispatcher { get; }

    /// <summary>Streams to read models.</summary>
    public Daemon Daemon { get; }

    /// <summary>Writes effects that no event led to.</summary>
    public IOutbox Effects { get; }

    /// <summary>Does effects.</summary>
    public Outbox.Outbox Outbox { get; }

    /// <summary>Counts what waits in the outbox, and forgets what was done long ago.</summary>
    public EffectUpkeep Upkeep { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => options.Time;

    /// <summary>What people have paused.</summary>
    public Pauses Pauses => pauses;

    /// <summary>Wakes those who wait for new rows.</summary>
    public Notifications Notifications { get; }

    /// <summary>Counts hooks.</summary>
    public HookLedger Ledger => ledger;

    /// <summary>Brings the schema to this build's version, and read models with it.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await Schema.MigrateAsync(Database, options.Loggers.CreateLogger("MoodleGrains.Schema"), cancellationToken);
        await partitions.KeepAsync(cancellationToken);
        await dispatchLeases.CreateAsync(cancellationToken);
        await projectionLeases.CreateAsync(cancellationToken);
        await Rebuild.EnsureAsync(cancellationToken);
    }

    /// <summary>Prepares, and starts everything that runs by itself.</summary>
    /// <param name="cancellationToken">Stops the preparing.</param>
    /// <returns>A task.</returns>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);

        // What was paused before this silo started must not begin for a moment.
        await pauses.ReadAsync(cancellationToken);
        running = Task.WhenAll(
            Task.Run(() => Notifications.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => pauses.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => ledger.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => KeepPartitionsAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => Dispatcher.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => Daemon.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => Upkeep.RunAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => Outbox.RunAsync(stopping.Token), CancellationToken.None));
    }

    /// <summary>Stops in the order of the way of a webhook, so that what was begun is finished.</summary>
    /// <returns>A task.</returns>
    public async ValueTask DisposeAsync()
    {
        await Inbox.DisposeAsync();
        await stopping.CancelAsync();
        await running;
        await Outbox.DisposeAsync();
        await Grains.DisposeAsync();
        await Events.DisposeAsync();
        await Lookups.DisposeAsync();
        await pagingDatabase.DisposeAsync();
        await outboxDatabase.DisposeAsync();
        await Database.DisposeAsync();
        stopping.Dispose();
    }

    private async Task KeepPartitionsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await partitions.KeepAsync(cancellationToken);
                }
                catch (NpgsqlException e)
                {
                    Logger<InboxPartitions>().LogWarning("Inbox partitions not kept, again in an hour: {Message}", e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private List<StoredEffect> HintsOf(WebhookPayload payload) =>
        [.. options.Hints(payload, Time.GetUtcNow().ToUnixTimeSeconds()).Select(hint => effects.Store(hint, payload.Delivery.TraceParent))];

    private ShardLeases Leases(string name) => new(Database, name, Sharding.Shards, Id, options.LeaseLifetime);

    private Watermark Watermark(LogName log, LogSignal commits) => new(log, pagingDatabase, commits, Logger<Watermark>());

    private ILogger<T> Logger<T>() => options.Loggers.CreateLogger<T>();

    // Connections on which nobody takes a session's lock, listens or sets anything need not be reset between two uses, which is
    // seven statements and was asked for several times a page.
    private NpgsqlDataSource Source(string name, int connections, string? settings, bool stateless = false)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = connections,
            Timeout = 60,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = stateless,
        };
        connection.Options = settings ?? connection.Options;
        return new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name }.Build();
    }
}
