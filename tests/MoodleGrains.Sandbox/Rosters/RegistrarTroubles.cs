namespace MoodleGrains.Sandbox.Rosters;

/// <summary>Does what a trouble says.</summary>
internal static class RegistrarTroubles
{
    /// <summary>Misbehaves in the place of a body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="trouble">How.</param>
    /// <returns>Whether the request is over.</returns>
    public static async Task<bool> Do(HttpContext context, RegistrarTrouble trouble)
    {
        var response = context.Response;
        switch (trouble)
        {
            case RegistrarTrouble.Unauthorized:
                response.StatusCode = 401;
                return true;
            case RegistrarTrouble.Forbidden:
                response.StatusCode = 403;
                return true;
            case RegistrarTrouble.NotFound:
                response.StatusCode = 404;
                return true;
            case RegistrarTrouble.TooManyRequests:
                response.StatusCode = 429;
                response.Headers.RetryAfter = "60";
                return true;
            case RegistrarTrouble.ServerError:
                response.StatusCode = 500;
                await response.WriteAsync("<html><body>Fatal error</body></html>", context.RequestAborted);
                return true;
            case RegistrarTrouble.NoContent:
                response.StatusCode = 204;
                return true;
            case RegistrarTrouble.Silent:
                await GivenUp(context);
                return true;
            case RegistrarTrouble.Drop:
                context.Abort();
                return true;
            case RegistrarTrouble.Page:
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync("<!DOCTYPE html><html><body>Please log in</body></html>", context.RequestAborted);
                return true;
            case RegistrarTrouble.Empty:
                response.ContentLength = 0;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a body, or a part of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The body.</param>
    /// <param name="trouble">What goes wrong.</param>
    /// <returns>A task.</returns>
    public static async Task Write(HttpContext context, byte[] body, RegistrarTrouble trouble)
    {
        var response = context.Response;
        var half = body.AsMemory(0, body.Length / 2);
        switch (trouble)
        {
            case RegistrarTrouble.Half:
                response.ContentLength = half.Length;
                await response.Body.WriteAsync(half, context.RequestAborted);
                break;
            case RegistrarTrouble.Cut or RegistrarTrouble.Stalled:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(half, context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                await (trouble == RegistrarTrouble.Stalled ? GivenUp(context) : Task.CompletedTask);
                context.Abort();
                break;
            default:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body, context.RequestAborted);
                break;
        }
    }

    private static async Task GivenUp(HttpContext context)
    {
        var given = new TaskCompletionSource();
        await using (context.RequestAborted.Register(given.SetResult))
        {
            await given.Task;
        }
    }
}
