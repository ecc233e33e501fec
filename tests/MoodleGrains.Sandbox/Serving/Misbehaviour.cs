using System.Globalization;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.WebService;

namespace MoodleGrains.Sandbox.Serving;

/// <summary>Does what a trouble says, in the place of an answer.</summary>
internal static class Misbehaviour
{
    private const string MaintenancePage = """
        <!DOCTYPE html>
        <html  lang="en" xml:lang="en"><head><title>Example Academy under maintenance</title></head>
            <body><div class='alert-danger'>The site is undergoing maintenance and is currently not available</div></body>
        </html>
        """;

    private const string Page = "<!DOCTYPE html><html><body>Fatal error</body></html>";

    /// <summary>Misbehaves.</summary>
    /// <param name="context">The request.</param>
    /// <param name="trouble">How.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="accounts">Whose tokens may be lost.</param>
    /// <returns>Whether the request is over.</returns>
    public static async Task<bool> Do(HttpContext context, Trouble trouble, Dictionary<string, string> fields, Accounts accounts)
    {
        var response = context.Response;
        switch (trouble)
        {
            case Trouble.None or Trouble.DropAfter:
                return false;
            case Trouble.TooManyRequests:
                response.StatusCode = 429;
                response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return true;
            case Trouble.ServerError:
                response.StatusCode = 500;
                await response.WriteAsync(Page, context.RequestAborted);
                return true;
            case Trouble.CliMaintenance:
                response.StatusCode = 503;
                response.Headers.RetryAfter = "300";
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync(MaintenancePage, context.RequestAborted);
                return true;
            case Trouble.Page:
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync(Page, context.RequestAborted);
                return true;
            case Trouble.WebServicesOff:
                response.StatusCode = 403;
                return true;
            case Trouble.TimeOut:
                var given = new TaskCompletionSource();
                await using (context.RequestAborted.Register(given.SetResult))
                {
                    await given.Task;
                }

                return true;
            case Trouble.Drop:
                context.Abort();
                return true;
            case Trouble.LostToken:
                // The call itself then refuses it.
                accounts.Lose(fields.GetValueOrDefault("wstoken"));
                return false;
            default:
                return await Refuse(context, trouble, fields, accounts);
        }
    }

    private static async Task<bool> Refuse(HttpContext context, Trouble trouble, Dictionary<string, string> fields, Accounts accounts)
    {
        var isLogin = !fields.ContainsKey("wsfunction");
        const string closed = "The site is undergoing maintenance and is currently not available";
        if (trouble == Trouble.Maintenance && accounts.Find(fields.GetValueOrDefault("wstoken")) is { IsAdmin: true })
        {
            return false;
        }

        var answer = trouble switch
        {
            Trouble.Maintenance when isLogin => Answer.Json(Accounts.Refusal("sitemaintenance", closed)),
            Trouble.Maintenance => Answer.Of(MoodleFaultException.Moodle("sitemaintenance", closed)),
            Trouble.Locked => Answer.Of(MoodleFaultException.Moodle("ex_unabletolock", "Unable to obtain a lock")),
            Trouble.DatabaseCollision => Answer.Of(
                new MoodleFaultException("dml_write_exception", "dmlwriteexception", "Error writing to database")),
            _ => Answer.Of(new MoodleFaultException("TypeError", null, "Unsupported operand types: string + int")),
        };
        context.Response.ContentType = answer.ContentType;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        return true;
    }
}
