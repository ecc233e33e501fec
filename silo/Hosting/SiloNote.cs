using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Hosting;

/// <summary>
/// The note of this silo in its data folder, from the moment it listens until it stops: its settings, for <c>silo doctor</c>, and how
/// commands on this machine reach it.
/// </summary>
internal static class SiloNoteSetup
{
    /// <summary>Makes the key of this machine and keeps the note.</summary>
    /// <param name="services">The services of the web server.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSiloNote(this IServiceCollection services)
    {
        var key = ApiKey.New().Key;
        return services
            .AddSingleton(new LocalAdministrator(key))
            .AddHostedService(provider => ActivatorUtilities.CreateInstance<SiloNote>(provider, key));
    }

    /// <summary>The address by which this machine itself reaches a silo.</summary>
    /// <param name="addresses">Where it listens.</param>
    /// <returns>The address; null if it does not listen on loopback.</returns>
    internal static Uri? Loopback(IEnumerable<string> addresses) => addresses
        .Select(address => BindingAddress.Parse(address))
        .Where(address => !address.IsUnixPipe && !address.IsNamedPipe)
        .OrderBy(address => address.Scheme == Uri.UriSchemeHttps)
        .Select(address => (address, host: Reached(address.Host)))
        .Where(one => one.host is not null)
        .Select(one => new UriBuilder(one.address.Scheme, one.host!, one.address.Port, one.address.PathBase).Uri)
        .FirstOrDefault();

    private static string? Reached(string host)
    {
        if (host is "localhost" or "+" or "*")
        {
            return "127.0.0.1";
        }

        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            // Another name is Kestrel's for every address.
            return "127.0.0.1";
        }

        return address.Equals(IPAddress.Any) ? "127.0.0.1"
            : address.Equals(IPAddress.IPv6Any) ? "[::1]"
            : IPAddress.IsLoopback(address) ? host
            : null;
    }

    private sealed class SiloNote(SiloSettings settings, string key, IServer server, IConfiguration configuration, ILogger<SiloNote> logger)
        : IHostedLifecycleService, IDisposable
    {
        private string? file;

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            var address = Loopback(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
            if (address is null)
            {
                logger.LogInformation("Urls has no address of this machine's own (127.0.0.1), so that commands here need --url and --key");
            }

            try
            {
                file = RunningSettings.Note(settings.DataFolder, configuration, address is null ? null : new(address, key));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.LogInformation(
                    "This silo is not noted in {Folder}: commands do not find it, 'silo doctor' does not see its settings: {Message}",
                    settings.DataFolder, e.Message);
            }

            return Task.CompletedTask;
        }

        public Task StoppingAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            if (file is not null)
            {
                File.Delete(file);
                file = null;
            }
        }
    }
}
