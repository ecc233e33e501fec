using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Api;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>Commands to a silo that is busy, or that breaks the connection.</summary>
public sealed class SentAgainTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string?> keys = [];
    private readonly Queue<Func<HttpContext, Task>> answers = new();
    private WebApplication silo = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        silo = builder.Build();
        silo.Run(http =>
        {
            keys.Enqueue(http.Request.Headers[IdempotencyKey.Header]);
            return answers.TryDequeue(out var answer) ? answer(http) : Task.CompletedTask;
        });
        await silo.StartAsync();
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_command_that_was_not_answered_is_sent_again_with_the_same_key_and_says_so()
    {
        answers.Enqueue(Busy);
        answers.Enqueue(http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        var told = await Run("rule", "approve", "campus/physics");

        told.ExitCode.ShouldBe(0, told.Error);
        told.Output.ShouldContain("campus/physics is approved");
        told.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        keys.Count.ShouldBe(3);
        keys.Distinct().ShouldHaveSingleItem().ShouldNotBeNull();

        await Run("rule", "approve", "campus/physics");
        keys.Distinct().Count().ShouldBe(2, "another invocation is another command");
    }

    [Fact]
    public async Task A_command_gives_up_where_the_silo_stays_busy()
    {
        for (var i = 0; i < 10; i++)
        {
            answers.Enqueue(Busy);
        }

        var told = await Run("rule", "delete", "campus/physics");

        told.ExitCode.ShouldBe(1);
        told.Error.ShouldContain("busy as the test wants it");
        keys.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_no_grain_remembers_is_sent_once()
    {
        answers.Enqueue(Busy);

        (await Run("outbox", "drop", "1")).ExitCode.ShouldBe(1);

        keys.ShouldHaveSingleItem().ShouldBeNull();
    }

    private static Task Busy(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "0";
        return TypedResults.Problem("busy as the test wants it", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
    }

    private Task<Told> Run(params string[] arguments) =>
        Told.ByRunning(new FakeParts(), [.. arguments, "--url", silo.Urls.Single(), "--key", "key"]);
}
