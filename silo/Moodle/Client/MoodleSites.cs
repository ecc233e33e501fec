using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The clients of all configured sites that have an account: one each, so that their limits hold for everybody.</summary>
internal sealed class MoodleSites : IAsyncDisposable
{
    private const string ClientName = "moodle";

    private readonly Dictionary<string, MoodleSite> bySlug = new(StringComparer.Ordinal);
    private readonly List<SiteCalls> calls = [];
    private readonly ServiceProvider services;

    private MoodleSites(ServiceProvider services) => this.services = services;

    /// <summary>All of them, by slug.</summary>
    public IReadOnlyCollection<MoodleSite> All => bySlug.Values;

    /// <summary>Makes the clients; nothing is called yet.</summary>
    /// <param name="accounts">Their accounts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <returns>The sites.</returns>
    public static MoodleSites Open(IReadOnlyList<SiteAccount> accounts, TimeProvider time, ILoggerFactory loggers)
    {
        var collection = new ServiceCollection();
        collection.AddHttpClient(ClientName)
            .ConfigureHttpClient(client =>
            {
                // Each call has its own limits, of time and of size.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("MoodleGrains/1");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = System.Net.DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RemoveAllLoggers();
        var sites = new MoodleSites(collection.BuildServiceProvider());
        var factory = sites.services.GetRequiredService<IHttpClientFactory>();
        var logger = loggers.CreateLogger("MoodleGrains.Moodle");
        foreach (var account in accounts)
        {
            var made = new SiteCalls(account, () => factory.CreateClient(ClientName), time, logger);
            sites.calls.Add(made);
            sites.bySlug.Add(account.Slug, new(made));
        }

        return sites;
    }

    /// <summary>The client of a site.</summary>
    /// <param name="slug">The site.</param>
    /// <returns>The client; null where the site is not configured or has no account (neither Token nor Username).</returns>
    public MoodleSite? Find(string slug) => bySlug.GetValueOrDefault(slug);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var made in calls)
        {
            made.Dispose();
        }

        await services.DisposeAsync();
    }
}
