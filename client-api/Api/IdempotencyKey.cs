using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MoodleGrains.ClientApi.Api;

/// <summary>
/// The header by which a client may send a command again without having it done twice (draft-ietf-httpapi-idempotency-key-header). The
/// grain keeps what belongs to a key with the events that the command led to.
/// </summary>
public static class IdempotencyKey
{
    /// <summary>Its name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How long a key may be.</summary>
    internal const int Longest = 200;

    private const int IdBytes = 16;

    /// <summary>Lets an address take the header; a wrong one is refused before anything is done.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The address.</returns>
    internal static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder address) => address
        .WithMetadata(new Taken())
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .AddEndpointFilter((context, next) =>
        {
            Key(context.HttpContext.Request);
            return next(context);
        });

    /// <summary>Whether the address of a request takes the header.</summary>
    /// <param name="http">The request.</param>
    /// <returns>True if so.</returns>
    internal static bool IsTaken(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Taken>() is not null;

    /// <summary>
    /// The id of the command of a request. It is made of the caller's name, the address and the key, so that neither another caller nor
    /// another command meets it, and hashed, so that no stream holds what a client put into a key.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The id; null where the request has no key.</returns>
    /// <exception cref="BadInputException">The header holds no key.</exception>
    internal static byte[]? CommandId(HttpRequest request) => Key(request) is { } key
        ? SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{request.HttpContext.User.Identity?.Name}\n{request.Method} {request.Path}\n{key}"))[..IdBytes]
        : null;

    private static string? Key(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (header.Count == 0)
        {
            return null;
        }

        var text = header.ToString().Trim(' ', '\t');
        var key = text.StartsWith('"') ? Unquoted(text) : text;
        return header.Count == 1 && key is { Length: >= 1 and <= Longest } && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw BadInputException.Of(
                Header, text, $"send one key of 1 to {Longest} visible ASCII characters, such as a new UUID, plain or in quotation marks.");
    }

    /// <summary>The content of a string of a structured field (RFC 9651, 3.3.3); null if it is none.</summary>
    private static string? Unquoted(string text)
    {
        var content = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i == text.Length - 1 ? content.ToString() : null;
            }

            if (text[i] == '\\' && (++i == text.Length || text[i] is not ('"' or '\\')))
            {
                return null;
            }

            content.Append(text[i]);
        }

        return null;
    }

    /// <summary>Marks the addresses that take the header.</summary>
    internal sealed class Taken;
}
