using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using Npgsql;
using Finding = MoodleGrains.Silo.Diagnostics.Finding;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Looks at everything the silo stands on; one line a check.</summary>
internal static class DoctorCommand
{
    internal static async Task<int> ExecuteAsync(
        IConfiguration configuration, IProgramParts parts, TimeProvider time, ILogger logger, Screen screen,
        CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var rosters = new Dictionary<string, List<RosterTerms>>(StringComparer.Ordinal);
        var known = new Dictionary<string, KnownOfSite>(StringComparer.Ordinal);
        var problems = SiloSettings.Problems(configuration, parts.SettingsRules);
        Tell(problems.Count == 0
            ? [Finding.Good("configuration", "every setting is known and well-formed")]
            : problems.Select(problem => Finding.Bad("configuration", $"{problem.Name}: {problem.Problem}", problem.Remedy)));

        await using var services = parts.Open(configuration, time);

        // Settings of hooks or keys may be wrong while those of the database are right.
        if (SiloSettings.Problems(configuration).Count == 0)
        {
            var settings = SiloSettings.Read(configuration);
            Tell(SettingsCheck.Run(settings.DataFolder, configuration));
            await LookAtDatabase(settings);
        }

        var (sites, polling) = (services.GetRequiredService<MoodleSites>(), services.GetRequiredService<PollSettings>());
        var roleIds = services.GetRequiredService<RunSettings>().Roles;
        foreach (var found in await Task.WhenAll(sites.All.Select(site => MoodleCheck.Run(
            site, rosters.GetValueOrDefault(site.Slug) ?? [], known.GetValueOrDefault(
                site.Slug,
                KnownOfSite.Nothing), roleIds, time, cancellationToken))))
        {
            Tell(found);
        }

        foreach (var site in sites.All)
        {
            Tell(await ScopeCheck.Run(site, polling.Of(site.Slug)?.Categories?.Roots, cancellationToken));
        }

        return findings.TrueForAll(finding => !finding.Fails) ? ExitCode.Ok : ExitCode.Failed;

        async Task LookAtDatabase(SiloSettings settings)
        {
            try
            {
                await using var database = await Database.Open(settings, logger, cancellationToken);
                await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
                var tables = await DatabaseCheck.Version(connection, cancellationToken);
                var ours = DatabaseCheck.Judge(connection.PostgreSqlVersion, tables, parts.SchemaVersion);
                Tell([
                    ours,
                    await ConnectionsCheck.Run(connection, cancellationToken),
                    await ClockCheck.Run(connection, time, cancellationToken),
                    await DiskCheck.Run(connection, tables is not null, database.Folder, cancellationToken),
                ]);
                if (ours.Remedy is null)
                {
                    Tell([await OutboxCheck.Run(database.Source, time, cancellationToken)]);
                    Tell(await PollCheck.Run(database.Source, services.GetRequiredService<PollSettings>(), time, cancellationToken));
                    foreach (var site in (await RosterDoctor.ReadAsync(connection, cancellationToken)).GroupBy(roster => roster.Site))
                    {
                        rosters[site.Key] = [.. site.Select(roster => roster.Terms)];
                    }

                    foreach (var account in services.GetRequiredService<IReadOnlyList<SiteAccount>>())
                    {
                        known[account.Slug] = await KnownOfSite.Read(connection, account.Slug, cancellationToken);
                    }

                    foreach (var check in services.GetServices<IDoctorCheck>())
                    {
                        Tell(await check.LookAsync(connection, cancellationToken));
                    }
                }
            }
            catch (PrivatePostgresException failed)
            {
                Tell([Finding.Bad("database", failed.Message, "See above.")]);
            }
            catch (NpgsqlException failed)
            {
                Tell([Finding.Bad(
                    "database", failed.Message.ReplaceLineEndings(" "),
                    "Look whether PostgreSQL runs and whether ConnectionStrings:Postgres names its host, user and database.")]);
            }
        }

        void Tell(IEnumerable<Finding> told)
        {
            foreach (var finding in told)
            {
                findings.Add(finding);
                screen.Line(finding.ToString());
            }
        }
    }
}
