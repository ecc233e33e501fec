using System.Diagnostics;

namespace MoodleGrains.Silo.Tests;

/// <summary>Waits for a condition, and says what it waited for if it never comes.</summary>
public static class Eventually
{
    public static async Task Holds(Func<Task<bool>> condition, string what, int seconds = 120)
    {
        for (var started = Stopwatch.StartNew(); !await condition();)
        {
            (started.Elapsed < TimeSpan.FromSeconds(seconds)).ShouldBeTrue($"It never came about that {what}.");
            await Task.Delay(10);
        }
    }

    public static Task Holds(Func<bool> condition, string what, int seconds = 120) =>
        Holds(() => Task.FromResult(condition()), what, seconds);
}
