using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.ClientApi.Tests.Hooks;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Calendar;

/// <summary>
/// Asks for calendars with a known token while all logs, activities and measurements of the process are written down, and greps them for
/// it.
/// </summary>
[Collection(CampusTests.Name)]
public sealed partial class TokensNeverLeakTests(Campus campus)
{
    private readonly CalendarToken token = CalendarToken.New();

    [Fact]
    public async Task No_token_reaches_a_log_a_trace_a_metric_or_an_answer()
    {
        using var eavesdropper = new Eavesdropper();
        await using var silo = await Start(campus.Postgres.ConnectionString, eavesdropper);
        await using var away = await Start("Host=/nowhere;Username=nobody;Database=none", eavesdropper);
        var answers = new List<string>();

        async Task Send(WebApplication to, string target, string expected, string method = "GET")
        {
            var answer = await Raw(to, $"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            answer.ShouldStartWith($"HTTP/1.1 {expected} ", customMessage: target);
            answers.Add(answer);
        }

        await Send(silo, token.Path, "404");
        await Send(away, token.Path, "503");
        await Send(silo, token.Path + "?a=" + token.Text, "404");
        await Send(silo, $"/calendar/{token.Text}", "404");
        await Send(silo, $"/calendar/x/{token.Text}.ics", "404");
        await Send(silo, $"/prefix/calendar/{token.Text}.ics", "404");
        await Send(silo, $"//calendar/{token.Text}.ics", "404");
        await Send(silo, $"http://x/calendar/{token.Text}.ics", "404");
        await Send(silo, $"/Calendar/{token.Text}.ICS", "404");
        await Send(silo, $"/calendar/{token.Text}.ics/%00", "400");
        await Send(silo, token.Path, "405", "POST");
        await Send(silo, token.Path, "405", "PROPFIND");

        var logged = string.Join('\n', eavesdropper.Written);
        logged.ShouldContain("url.path=/calendar/-.ics ");
        logged.ShouldContain("http.route=/calendar/{token}.ics");
        foreach (var line in eavesdropper.Written) line.ShouldNotContain(token.Text);
        foreach (var answer in answers) answer.ShouldNotContain(token.Text);
        foreach (var answer in answers.Where(
            one => one.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) && one.Contains("no such calendar", StringComparison.Ordinal)))
        {
            Body(answer).ShouldBe(Body(answers[0]), "every 404 says the same");
        }
    }

    [Fact]
    public void A_token_holds_256_random_bits_and_does_not_show_itself_where_it_is_printed_by_mistake()
    {
        token.Text.Length.ShouldBe("mgc_".Length + 43);
        $"{token}".ShouldNotContain(token.Text["mgc_".Length..]);
        CalendarToken.New().Text.ShouldNotBe(token.Text);
        CalendarToken.Read(token.Text).ShouldBe(token);
        CalendarToken.Read(token.Text[..^1]).ShouldBeNull();
        CalendarToken.Read("mgk" + token.Text[3..]).ShouldBeNull();
    }

    private static async Task<WebApplication> Start(string connectionString, Eavesdropper eavesdropper)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Sites:campus:Url"] = "https://moodle.example",
            ["Logging:Everything:LogLevel:Default"] = "Trace",
        });
        builder.Logging.ClearProviders();
        eavesdropper.Hear(builder.Logging);
        builder.Services.AddSingleton<IInbox>(new FakeInbox()).AddSingleton<IHookLedger>(new FakeLedger())
            .AddSingleton(NpgsqlDataSource.Create(connectionString)).AddSingleton<IEventReader>(new Campus.KnownStreams())
            .AddSingleton<IReadiness>(new Campus.SaidReadiness()).AddSingleton<IAggregateClient>(new DecidingGrains(new()));
        builder.Services.AddHooks(builder.Configuration).AddApi();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHooks();
        app.MapApi();
        await app.StartAsync();
        return app;
    }

    // A raw socket: an HttpClient would write its own address into its own traces.
    private static async Task<string> Raw(WebApplication app, string request)
    {
        var address = new Uri(app.Urls.First());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(patience.Token);
    }

    // The trace id is the request's own.
    private static string Body(string answer) =>
        TraceId().Replace(answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], "");

    [GeneratedRegex(",\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
