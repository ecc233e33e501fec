using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Tests.CommandLine;
using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>Polls of a site in CLI maintenance.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class MaintenancePollTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_status_says_maintenance_and_the_turn_comes_again_when_the_site_said()
    {
        await using var polled = await Polled.Start(postgres);
        polled.Moodle.Troubles.Switch(Trouble.CliMaintenance);
        var turn = new PollSite("campus", PollSite.Full, 1800);
        await polled.Silo.Effects.PutAsync([turn.AtStart("test", polled.Clock.GetUtcNow().ToUnixTimeSeconds())], default);
        await Eventually.Holds(
            async () => await polled.Silo.Database
                .Scalar<bool>($"select exists (select from mg_effects where key = '{turn.Key}' and retry_at is not null)"),
            "the turn waits");

        (await Told.By(screen => Silo.CommandLine.PollCommand.Status(
            polled.Silo.Database, PollSettings.None, screen, polled.Clock, default))).Output.ShouldContain("Maintenance, HTTP 503");
        (await polled.Silo.Database.Scalar<DateTime>($"select retry_at from mg_effects where key = '{turn.Key}'"))
            .ShouldBe(polled.Clock.GetUtcNow().UtcDateTime.AddSeconds(300), TimeSpan.FromSeconds(1));
    }
}
