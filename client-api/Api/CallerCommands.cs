using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace MoodleGrains.ClientApi.Api;

/// <summary>What a caller has grains do. A request that is sent again with the same <see cref="IdempotencyKey"/> is not done twice.</summary>
internal sealed record CallerCommands(HttpContext Http, [FromServices] IAggregateClient Grains, [FromServices] TimeProvider Clock)
{
    // Far below the numbers that are Unix seconds.
    private const ulong KeyedNumbers = 1_000_000_000;

    /// <summary>Who it is, for streams: the name of the API key.</summary>
    public string By => Http.User.Identity?.Name ?? "";

    /// <summary>Now, Unix seconds.</summary>
    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A number that is the same whenever the request is sent again; null where it has no key.</summary>
    public long? KeyedNumber => Id is { } id ? 1 + (long)(BinaryPrimitives.ReadUInt64BigEndian(id) % KeyedNumbers) : null;

    // Not when this is made: a wrong key is refused by the filter of the address, which comes later.
    private byte[]? Id => IdempotencyKey.CommandId(Http.Request);

    /// <summary>Whether the request has changed something already, whatever goes wrong later.</summary>
    /// <param name="http">The request.</param>
    /// <returns>True if so.</returns>
    public static bool HaveChanged(HttpContext http) => http.Items.ContainsKey(typeof(CallerCommands));

    /// <summary>Gives a grain a command.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What became of it, now or when the same request was here before.</returns>
    public ValueTask<Outcome> Send(StreamKey grain, ICommand command, CancellationToken cancellationToken) =>
        Send(grain, [command], cancellationToken);

    /// <summary>What became of this request's command when it was here before.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The outcome; without events if the grain does not know the request, or the request has no key.</returns>
    public async ValueTask<Outcome> Earlier(StreamKey grain, CancellationToken cancellationToken) =>
        Id is null ? default : await Send(grain, [], cancellationToken);

    private async ValueTask<Outcome> Send(StreamKey grain, IReadOnlyList<ICommand> commands, CancellationToken cancellationToken)
    {
        var command = Id is { } id ? Convert.ToHexStringLower(id) : null;
        var outcome = await Grains.Send(grain, new(commands, CommandId: command), cancellationToken);
        if (outcome.Events > 0)
        {
            Http.Items[typeof(CallerCommands)] = true;
        }

        return outcome;
    }
}
