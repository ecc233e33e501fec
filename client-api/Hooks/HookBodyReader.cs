using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The body of a request in a rented buffer, or why there is none. Dispose of it to give the buffer back.</summary>
internal readonly struct HookBody(byte[]? rented, int length, HookProblem? problem) : IDisposable
{
    public HookProblem? Problem { get; } = problem;

    public ReadOnlySpan<byte> Bytes => rented.AsSpan(0, length);

    // Cleared, for it may hold a token and the next one to rent it is anybody.
    public void Dispose()
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }
}

/// <summary>Reads bodies within their limits of length and time.</summary>
internal sealed class HookBodyReader(HookSettings settings, TimeProvider time)
{
    // What a sender announces is believed as it arrives: else a header alone would take the memory of a whole body.
    private const int FirstGuess = 16 << 10;

    private static readonly BodyProblem NotFramed = new(
        "body", "not framed as HTTP asks", "Send a correct Content-Length, or correct chunks.");

    /// <summary>Reads the whole body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="started">When it began, as the time provider counts.</param>
    /// <returns>The body or a problem.</returns>
    /// <exception cref="IOException">The sender has gone.</exception>
    public async ValueTask<HookBody> Read(HttpContext context, long started)
    {
        var limit = settings.MaxBodyBytes;
        if (context.Request.ContentLength > limit) return Refused(HookProblem.TooLarge(limit));

        // Ours is the limit that counts, also where it is above the server's own.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = null;

        var left = settings.AnswerWithin - time.GetElapsedTime(started);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(context.Request.ContentLength ?? FirstGuess, FirstGuess) + 1);
        var length = 0;
        HookProblem? problem = null;
        try
        {
            while (await context.Request.Body.ReadAsync(buffer.AsMemory(length), late.Token) is > 0 and var read)
            {
                length += read;
                if (length > limit)
                {
                    problem = HookProblem.TooLarge(limit);
                    break;
                }

                if (length == buffer.Length) buffer = Grow(buffer);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            problem = HookProblem.TooSlow(settings.AnswerWithin);
        }
        catch (BadHttpRequestException e)
        {
            problem = e.StatusCode == StatusCodes.Status408RequestTimeout
                ? HookProblem.TooSlow(settings.AnswerWithin)
                : HookProblem.Unreadable(NotFramed);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            throw;
        }

        if (problem is null) return new HookBody(buffer, length, null);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return Refused(problem);
    }

    private static HookBody Refused(HookProblem problem) => new(null, 0, problem);

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }
}
