using System.Diagnostics;

namespace MoodleGrains.EndToEnd;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_played_once_ends_well_within_a_minute_and_leaves_nothing_behind()
    {
        var before = Leftovers();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sandbox.dll"), "demo", "--once", "--silo", Path
            .Combine(AppContext.BaseDirectory, "silo")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var demo = Process.Start(start)!;
        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            var (said, complained) = (demo.StandardOutput.ReadToEndAsync(late.Token), demo.StandardError.ReadToEndAsync(late.Token));
            await demo.WaitForExitAsync(late.Token);

            demo.ExitCode.ShouldBe(0, await said + await complained);
            Leftovers().Except(before).ShouldBeEmpty();
        }
        finally
        {
            if (!demo.HasExited)
            {
                demo.Kill(entireProcessTree: true);
            }
        }
    }

    private static string[] Leftovers() => Directory.GetFileSystemEntries(Path.GetTempPath(), "moodlegrains-demo-*");
}
