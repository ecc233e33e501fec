using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Silo.Tests.Inbox;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>The model site of the recordings, at which all sorts of things happen, told by two plugins.</summary>
internal sealed class RandomSite
{
    private readonly ExampleAcademy academy = new();
    private readonly Random random;
    private readonly IWebhookPlugin[] plugins;

    public RandomSite(int seed)
    {
        random = new(seed);
        plugins =
        [
            new Nosey(University),
            new WebhookEngine(
                ExampleAcademy.Address,
                "secret",
                academy.Clock,
                new() { Users = University, IncludeEmail = true, Courses = University },
                () => new Guid(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray())),
        ];
    }

    public University University => academy.University;

    /// <summary>Lets things happen, and says what the plugins post of them.</summary>
    public IEnumerable<Received> Happens(SiloHarness silo, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            academy.Clock.Advance(random.Next(3));
            try
            {
                Step();
            }
            catch (MoodleFaultException)
            {
                // Moodle refuses some of it, as a person at its pages finds out too.
            }

            foreach (var happened in University.TakeEvents())
            {
                foreach (var plugin in plugins)
                {
                    if (plugin.Post(happened) is { } post && Hooks.Of(post) is { } received)
                    {
                        yield return received;
                    }
                }
            }
        }
    }

    private void Step()
    {
        var (course, user, category) = (Any(University.Courses.Keys.Where(id => id > 1)), Any(
            University.Users.Keys), Any(University.Categories.Keys));
        var activity = University.Activities.Count == 0 ? 0 : Any(University.Activities.Keys);
        switch (random.Next(18))
        {
            case 0:
                University.CreateCourse(
                new() { FullName = Word(), ShortName = Word(), CategoryId = category, IdNumber = Word() }); break;
            case 1: University.UpdateCourse(course, new() { FullName = Word(), Visible = random.Next(2) == 0 }); break;
            case 2: University.MoveCourse(course, category); break;
            case 3 when University.Courses.Count > 5: University.DeleteCourse(course); break;
            case 4 or 5 or 6: University.Enrol(course, user, random.Next(3, 6), suspended: random.Next(4) == 0); break;
            case 7: University.Suspend(course, user, random.Next(2) == 0); break;
            case 8: University.Unenrol(course, user); break;
            case 9: University.AssignRole(course, user, random.Next(3, 6)); break;
            case 10: University.UnassignRole(course, user, random.Next(3, 6)); break;
            case 11: University.CreateConference(course, Word(), academy.Clock.GetUtcNow().ToUnixTimeSeconds() + 3600); break;
            case 12 when activity > 0: University.RenameActivity(activity, Word()); break;
            case 13 when activity > 0: University.Complete(activity, user, random.Next(3) > 0); break;
            case 14: University.CompleteCourse(course, user); break;
            case 15: University.CreateUser($"user.{Word()}", "Given", "Family", $"{Word()}@example.org", Word()); break;
            case 16 when random.Next(4) == 0 && user > 2: University.DeleteUser(user); break;
            default: University.UpdateCategory(category, Word(), Word()); break;
        }
    }

    private long Any(IEnumerable<long> ids)
    {
        var all = ids.ToList();
        return all[random.Next(all.Count)];
    }

    private string Word() => random.Next(4) == 0 ? $"00{random.Next(1000)}" : $"w{random.Next(100_000)}";
}
