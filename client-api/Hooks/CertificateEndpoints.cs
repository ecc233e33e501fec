using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// The addresses made for client certificates: those of <c>Kestrel:Endpoints</c> that set <c>ClientCertificateMode</c> themselves.
/// A certificate presented anywhere else proves nothing.
/// </summary>
internal static class CertificateEndpoints
{
    /// <summary>Marks the connections of these addresses, and leaves the judgement of their certificates to the site's authority.</summary>
    public static void AddCertificateEndpoints(this IServiceCollection services, IConfiguration configuration)
    {
        var names = Names(configuration).ToList();

        // The host gives the options their loader of Kestrel's section when it configures them, so this has to come after.
        services.AddOptions<KestrelServerOptions>().PostConfigure<ConfiguredSites>((kestrel, sites) =>
        {
            if (sites.All.All(site => site.Webhooks.ClientCa is null))
            {
                return;
            }

            foreach (var name in names)
            {
                kestrel.ConfigurationLoader?.Endpoint(name, endpoint =>
                {
                    endpoint.HttpsOptions.ClientCertificateValidation = (_, _, _) => true;
                    endpoint.ListenOptions.Use(next => connection =>
                    {
                        connection.Features.Set(Mark.Instance);
                        return next(connection);
                    });
                });
            }
        });
    }

    /// <summary>The endpoints of Kestrel's configuration that ask their callers for certificates.</summary>
    public static IEnumerable<string> Names(IConfiguration configuration) =>
        from endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren()
        let mode = endpoint["ClientCertificateMode"]
        where !string.IsNullOrEmpty(mode) && !mode.Equals("NoCertificate", StringComparison.OrdinalIgnoreCase)
        select endpoint.Key;

    /// <summary>The certificate that a caller presented at an address made for it; null if there is none.</summary>
    public static X509Certificate2? Presented(HttpContext context) =>
        context.Features.Get<Mark>() is null ? null : context.Connection.ClientCertificate;

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
