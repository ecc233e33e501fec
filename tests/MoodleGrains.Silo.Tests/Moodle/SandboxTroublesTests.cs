using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The client against a Moodle that misbehaves, over HTTP.</summary>
public sealed class SandboxTroublesTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly SandboxSite sandbox = new();

    public Task InitializeAsync() => sandbox.InitializeAsync();

    public Task DisposeAsync() => sandbox.DisposeAsync();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData(Trouble.TooManyRequests)]
    [InlineData(Trouble.ServerError)]
    [InlineData(Trouble.Drop)]
    [InlineData(Trouble.TimeOut)]
    [InlineData(Trouble.Locked)]
    [InlineData(Trouble.DatabaseCollision)]
    [InlineData(Trouble.LostToken)]
    public async Task A_read_survives_what_passes(Trouble trouble)
    {
        var site = sandbox.Student(TimeSpan.FromMilliseconds(500));
        await site.InfoAsync(Go);
        sandbox.StandIn.Troubles.Switch(trouble, times: 1, function: MoodleFunctions.Categories);

        (await site.CategoriesAsync(Go)).Categories.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(Trouble.Maintenance, FaultKind.Maintenance)]
    [InlineData(Trouble.PhpError, FaultKind.PhpError)]
    [InlineData(Trouble.WebServicesOff, FaultKind.WebServicesOff)]
    [InlineData(Trouble.Page, FaultKind.WrongAddress)]
    public async Task What_does_not_pass_is_told(Trouble trouble, FaultKind kind)
    {
        var site = sandbox.Student();
        await site.InfoAsync(Go);
        sandbox.StandIn.Troubles.Switch(trouble);

        (await Campus.Fault(() => site.CategoriesAsync(Go))).Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_was_done_once()
    {
        var site = sandbox.Admin();
        sandbox.StandIn.Troubles.Switch(Trouble.DropAfter, times: 1);

        (await Campus.Fault(() => site.CreateCoursesAsync([new("Once", "once", 2)], Go))).Kind.ShouldBe(FaultKind.UnknownOutcome);

        sandbox.Academy.University.Courses.Values.Count(course => course.ShortName == "once").ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_takes_too_long_is_of_unknown_outcome()
    {
        var site = sandbox.Admin(TimeSpan.FromMilliseconds(300));
        sandbox.StandIn.Troubles.Switch(Trouble.TimeOut);

        (await Campus.Fault(() => site.CreateCoursesAsync([new("Late", "late", 2)], Go))).Kind.ShouldBe(FaultKind.UnknownOutcome);
    }

    [Fact]
    public async Task A_stop_is_a_stop_and_no_fault()
    {
        var site = sandbox.Admin();
        sandbox.StandIn.Troubles.Switch(Trouble.TimeOut);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => site.CategoriesAsync(stop.Token));
    }
}
