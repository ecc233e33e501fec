using System.Net;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>The scenario, told to a silo: by nosey what it can, and by the two other plugins all of it, ten steps each in turn.</summary>
internal sealed class Play(
    University university, SiteClock clock, int seed, Sender sender, Uri moodle, string webhookKey, DemoScreen screen)
{
    private const int Turn = 10;

    private readonly Scenario scenario = new(university, clock, seed);
    private readonly Nosey nosey = new(university);
    private readonly IWebhookPlugin[] inTurn =
    [
        new LocalWebhooks(moodle, webhookKey), new WebhookEngine(moodle, webhookKey, TimeProvider.System),
    ];

    private int step;

    /// <summary>How many events Moodle told so far.</summary>
    public int Events { get; private set; }

    /// <summary>Plays on.</summary>
    /// <param name="count">How many steps.</param>
    /// <param name="pause">The pause after each, so that a person can follow.</param>
    /// <param name="cancellationToken">Stops after a delivery.</param>
    public async Task Steps(int count, TimeSpan pause, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await Tell(scenario.Step(), cancellationToken);
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Somebody does something of their own accord.</summary>
    /// <param name="happens">Does it.</param>
    /// <param name="cancellationToken">Stops after a delivery.</param>
    public Task Now(Func<Happening> happens, CancellationToken cancellationToken) => Tell(happens(), cancellationToken);

    private async Task Tell(Happening happening, CancellationToken cancellationToken)
    {
        screen.Happened(happening.What);
        var second = inTurn[step++ / Turn % inTurn.Length];
        foreach (var moodleEvent in happening.Events)
        {
            Events++;
            var answers = new List<(string, HttpStatusCode)>();
            foreach (var plugin in (IWebhookPlugin[])[nosey, second])
            {
                if (await sender.Send(plugin, moodleEvent, cancellationToken) is { } status)
                {
                    answers.Add((plugin.Shape, status));
                }
            }

            screen.Told(moodleEvent, answers);
        }
    }
}
