using System.Text.Json;
using System.Text.RegularExpressions;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Tells answers from refusals: Moodle sends nearly all of them as HTTP 200.</summary>
internal static partial class MoodleReply
{
    /// <summary>The detail of an answer that is none of a web service.</summary>
    public const string NoJson = "no JSON";

    private const int LongestCode = 100;

    /// <summary>What kind of refusal a reply is.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="function">What was called.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="retryAfter">How long the reply asks to wait.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="document">The JSON, where it is an answer; to be disposed of.</param>
    /// <param name="secrets">What was sent, and must not be shown should it come back.</param>
    /// <returns>The fault; null for an answer.</returns>
    public static MoodleFault? Read(
        string site, string function, int status, TimeSpan? retryAfter, ReadOnlyMemory<byte> body, out JsonDocument? document,
        params IEnumerable<string> secrets)
    {
        document = null;
        if (status is < 200 or > 299)
        {
            var kind = IsMaintenance(status, retryAfter, body.Span) ? FaultKind.Maintenance : KindOf(status, body.IsEmpty);
            return new(kind, site, function, Detail: $"HTTP {status}", RetryAfter: retryAfter);
        }

        try
        {
            document = JsonDocument.Parse(ByteOrderMark.Skip(body));
        }
        catch (JsonException)
        {
            return new(
                LooksLikePage(ByteOrderMark.Skip(body.Span)) ? FaultKind.WrongAddress : FaultKind.BadAnswer,
                site,
                function,
                Detail: NoJson)
            {
                Begins = AnswerStart.Of(body.Span, secrets),
            };
        }

        var fault = Refusal(site, function, document.RootElement);
        if (fault is not null)
        {
            document.Dispose();
            document = null;
        }

        return fault;
    }

    private static MoodleFault? Refusal(string site, string function, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // The web service says `exception`, login and upload say `error`; a PHP error has no code.
        var exception = MoodleJson.Word(body, "exception"u8);
        var code = MoodleJson.Word(body, "errorcode"u8);
        if (exception is null && (code is null || MoodleJson.Word(body, "error"u8) is null))
        {
            return null;
        }

        if (string.IsNullOrEmpty(code))
        {
            return new(FaultKind.PhpError, site, function, Detail: exception);
        }

        var message = MoodleJson.Word(body, "message"u8) ?? "";
        var kind = code == "invalidrecord" && message.Contains("external_functions", StringComparison.Ordinal)
            ? FaultKind.FunctionUnknown
            : ErrorCodes.KindOf(code);

        // Of Moodle's messages only the name of a capability is kept: others can hold names.
        var detail = kind == FaultKind.CapabilityMissing && Capability().Match(message) is { Success: true } found
            ? found.Groups[1].Value
            : exception;
        return new(kind, site, function, code.Length > LongestCode ? code[..LongestCode] : code, detail);
    }

    private static FaultKind KindOf(int status, bool empty) => status switch
    {
        429 => FaultKind.TooManyRequests,
        408 => FaultKind.TimedOut,
        403 when empty => FaultKind.WebServicesOff,
        401 or 403 or 407 => FaultKind.Blocked,
        >= 500 => FaultKind.ServerError,
        _ => FaultKind.WrongAddress,
    };

    // Moodle in CLI maintenance (lib/setup.php) answers every script with 503, a page in the site's language and Retry-After; the page of a
    // proxy whose Moodle is away has no Retry-After.
    private static bool IsMaintenance(int status, TimeSpan? retryAfter, ReadOnlySpan<byte> body) =>
        status == 503 && LooksLikePage(body) && (retryAfter is not null || body.IndexOf("maintenance"u8) >= 0);

    private static bool LooksLikePage(ReadOnlySpan<byte> body)
    {
        var start = System.Text.Encoding.ASCII.GetString(body[..Math.Min(body.Length, 100)]).TrimStart();
        return start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    // "Sorry, but you do not currently have permissions to do that (Create courses)."
    [GeneratedRegex(@"\(([^()]{1,100})\)\.?$")]
    private static partial Regex Capability();
}
