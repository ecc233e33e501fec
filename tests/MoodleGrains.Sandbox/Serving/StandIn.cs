using System.Diagnostics;
using System.Net;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.WebService;

namespace MoodleGrains.Sandbox.Serving;

/// <summary>
/// The stand-in Moodle on a loopback port: <c>/webservice/rest/server.php</c>, <c>/login/token.php</c>, and <c>/sandbox/trouble</c> to
/// switch misbehaviour (<c>?kind=ServerError&amp;share=0.5&amp;times=10&amp;function=core_course_get_courses</c>), <c>/sandbox/prefix</c>
/// to put something before every answer. Its HTTP Date is the site's clock.
/// </summary>
public sealed class StandIn : IAsyncDisposable
{
    private const string LoginScript = "login/token.php";
    private const int MaxInputVars = 1000;

    private readonly WebApplication app;

    private StandIn(WebApplication app, Uri address, Troubles troubles, CallLedger calls, MoodleWebService service)
    {
        this.app = app;
        Address = address;
        Troubles = troubles;
        Calls = calls;
        Service = service;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its misbehaviour.</summary>
    public Troubles Troubles { get; }

    /// <summary>The calls of the web service that arrived; logins are not among them.</summary>
    public CallLedger Calls { get; }

    /// <summary>What answers; it has the accounts.</summary>
    public MoodleWebService Service { get; }

    /// <summary>Starts it.</summary>
    /// <param name="university">What it tells of.</param>
    /// <param name="token">A token of the administrator's.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running stand-in.</returns>
    public static async Task<StandIn> Start(University university, string token, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var troubles = new Troubles();
        var calls = new CallLedger();
        MoodleWebService? service = null;
        app.MapPost("/sandbox/trouble", (Trouble kind, double? share, int? times, string? function) =>
            troubles.Switch(kind, share ?? 1, times ?? int.MaxValue, function));
        app.MapPost("/sandbox/prefix", (string prefix) => { troubles.Prefix = prefix; });
        app.MapMethods("/webservice/rest/server.php", ["GET", "POST"], async context =>
        {
            var fields = await Fields(context.Request, context.RequestAborted);
            calls.Count(fields.GetValueOrDefault("wsfunction"));
            await Reply(context, fields, troubles.Next(fields.GetValueOrDefault("wsfunction")), () =>
            {
                var began = Stopwatch.GetTimestamp();
                var answer = service!.Answer(fields);
                calls.Answered(fields.GetValueOrDefault("wsfunction"), answer.Body.Length, Stopwatch.GetElapsedTime(began));
                return answer;
            });
        });
        app.MapMethods("/" + LoginScript, ["GET", "POST"], async context =>
        {
            var fields = await Fields(context.Request, context.RequestAborted);
            await Reply(context, fields, troubles.Next(LoginScript), () =>
                Answer.Json(service!.Accounts.LogIn(fields)) with { ContentType = "application/json; charset=utf-8" });
        });
        app.MapGet("/admin/tool/mobile/launch.php", async context =>
        {
            var query = context.Request.Query;
            if (service!.Accounts.Launch(
                service.Address.GetLeftPart(UriPartial.Authority), query["service"].ToString(), query["passport"].ToString(),
                query.TryGetValue("urlscheme", out var scheme) ? scheme.ToString() : "moodlemobile") is not { } answer)
            {
                context.Response.Redirect("/login/index.php");
            }
            else if (query["confirmed"] == "1")
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(
                    $"<!DOCTYPE html><html><body><div><a id=\"launchapp\" href=\"{System.Net.WebUtility.HtmlEncode(answer)}\">"
                        + "If the app does not open automatically, please click this link.</a></div></body></html>",
                    context.RequestAborted);
            }
            else
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = answer;
            }
        });
        await app.StartAsync(cancellationToken);
        var address = new Uri(app.Urls.First());
        service = new(university, address, token);
        return new(app, address, troubles, calls, service);

        async Task Reply(HttpContext context, Dictionary<string, string> fields, Trouble trouble, Func<Answer> answer)
        {
            context.Response.Headers.Date = DateTimeOffset.FromUnixTimeSeconds(university.Now).ToString("r");
            if (await Misbehaviour.Do(context, trouble, fields, service!.Accounts))
            {
                return;
            }

            var given = answer();
            if (trouble == Trouble.DropAfter)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = given.Status;
            context.Response.ContentType = given.ContentType;
            byte[] body = [.. Encoding.UTF8.GetBytes(troubles.Prefix), .. given.Body.ToArray()];
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    // A JSON body is not read, as in Moodle; then only the query string counts.
    private static async Task<Dictionary<string, string>> Fields(HttpRequest request, CancellationToken cancellationToken)
    {
        var fields = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(cancellationToken))
            {
                // PHP's max_input_vars: what is beyond is dropped without a word.
                if (fields.Count < MaxInputVars)
                {
                    fields[name] = value.ToString();
                }
            }
        }

        return fields;
    }
}
