using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class StandInTests : IAsyncLifetime, IDisposable
{
    private readonly ExampleAcademy academy = new();
    private StandIn standIn = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        standIn = await StandIn.Start(academy.University, "t0ken", 0, CancellationToken.None);
        http = new() { BaseAddress = standIn.Address };
    }

    public async Task DisposeAsync() => await standIn.DisposeAsync();

    public void Dispose() => http?.Dispose();

    [Fact]
    public async Task A_form_post_is_answered_over_http()
    {
        using var answer = await Ask();

        var courses = await answer.Content.ReadFromJsonAsync<JsonArray>();
        courses!.Count.ShouldBe(academy.University.Courses.Count);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task Troubles_are_switched_on_counted_and_over()
    {
        standIn.Troubles.Switch(Trouble.TooManyRequests, times: 1);
        (await Ask()).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await Ask()).StatusCode.ShouldBe(HttpStatusCode.OK);

        standIn.Troubles.Switch(Trouble.ServerError);
        (await Ask()).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);

        standIn.Troubles.Switch(Trouble.Drop);
        await Should.ThrowAsync<HttpRequestException>(() => Ask());

        standIn.Troubles.Switch(Trouble.TimeOut);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<TaskCanceledException>(() => Ask(patience.Token));

        standIn.Troubles.Switch(Trouble.None);
        (await Ask()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Calls_are_counted_by_function_the_failed_ones_too()
    {
        await Ask();
        standIn.Troubles.Switch(Trouble.ServerError, times: 1);
        await Ask();
        (standIn.Calls.Reads, standIn.Calls.Writes, standIn.Calls.Of("core_course_get_courses")).ShouldBe((2, 0, 2));

        standIn.Calls.Reset();
        await http.GetAsync(new Uri("webservice/rest/server.php?wstoken=t0ken&wsfunction=enrol_manual_unenrol_users", UriKind.Relative));

        standIn.Calls.ByFunction.ShouldBe(new Dictionary<string, int> { ["enrol_manual_unenrol_users"] = 1 });
        (standIn.Calls.Reads, standIn.Calls.Writes).ShouldBe((0, 1));
    }

    private Task<HttpResponseMessage> Ask(CancellationToken cancellationToken = default) => http.PostAsync(
        new Uri("webservice/rest/server.php", UriKind.Relative),
        new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["wstoken"] = "t0ken",
            ["wsfunction"] = "core_course_get_courses",
            ["moodlewsrestformat"] = "json",
        }),
        cancellationToken);
}
