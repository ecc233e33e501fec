using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Hosting;

namespace MoodleGrains.Silo.Tests.Configuration;

public sealed class ServeSettingsTests
{
    [Fact]
    public async Task What_is_wrong_in_any_folder_is_listed_together_before_anything_starts()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"mg-{Guid.NewGuid():N}");
        string[] settings =
        [
            $"--DataFolder={folder}", "--Clock:Url=x", "--Sites:campus:Urll=https://x", "--Hooks:MaxBodyBytes=many",
            "--Discord:ApiUrl=nonsense",
            "--Rosters:VerifyReads=many",
        ];

        var refused = await Should.ThrowAsync<SettingsException>(SiloServer.RunAsync(settings, default));

        refused.Problems.Select(problem => problem.Name).ShouldBe(
            ["Clock:Url", "Sites:campus:Urll", "Hooks:MaxBodyBytes", "Discord:ApiUrl", "Rosters:VerifyReads"]);
        Directory.Exists(folder).ShouldBeFalse();
    }
}
