using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// The token of a site: the configured one, the one that <c>silo login</c> stored, or one from <c>login/token.php</c>. One that Moodle
/// refuses is replaced by the next of these; a file that was written anew is read anew.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="login">Sends a form to <c>login/token.php</c>; throws a fault where Moodle refuses.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a renewal is told.</param>
internal sealed partial class SiteToken(
    SiteAccount account, Func<MoodleForm, CancellationToken, Task<string>> login, TimeProvider time, ILogger logger) : IDisposable
{
    // Moodle may lock an account after some wrong logins.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim gate = new(1, 1);
    private string? current = account.Token;
    private bool isStored;
    private DateTime readAt;
    private MoodleFault? refusal;
    private long refusedAt;

    /// <summary>The token, as far as it is known without asking anybody; null where it is to be read or asked for.</summary>
    public string? Known => isStored && WrittenAt != readAt ? null : current;

    // 1601 where there is no such file.
    private DateTime WrittenAt => account.TokenFile is { } file ? File.GetLastWriteTimeUtc(file) : default;

    /// <summary>The token.</summary>
    /// <param name="cancellationToken">Stops the login.</param>
    /// <returns>The token.</returns>
    /// <exception cref="MoodleFaultException">There is none, or the login is refused; for ten minutes it is not tried again.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        Known ?? await NextAsync(null, cancellationToken)
        ?? throw new MoodleFaultException(new(FaultKind.TokenInvalid, account.Slug, "token", Detail: "none was stored yet"));

    /// <summary>A new token in the place of one that Moodle refused.</summary>
    /// <param name="lost">The refused one.</param>
    /// <param name="cancellationToken">Stops the login.</param>
    /// <returns>The new one; null where there is no other, or Moodle gave the same again.</returns>
    public Task<string?> RenewAsync(string lost, CancellationToken cancellationToken) => NextAsync(lost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<string?> NextAsync(string? lost, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Another call may have renewed it meanwhile.
            if (Known is { } known && known != lost)
            {
                return known;
            }

            if (Stored() is { } stored && stored != lost)
            {
                (current, isStored) = (stored, true);
                return current;
            }

            if (account.Password is null)
            {
                return null;
            }

            (current, isStored) = (await LogInAsync(cancellationToken), false);
            return current == lost ? null : current;
        }
        finally
        {
            gate.Release();
        }
    }

    private string? Stored()
    {
        if (account.TokenFile is not { } file)
        {
            return null;
        }

        try
        {
            readAt = WrittenAt;
            return TokenFile.Read(file)?.Token;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MoodleFaultException(new(
                FaultKind.TokenInvalid,
                    account.Slug, "token", Detail: $"its file {file} cannot be read by the silo's user ({unreadable.GetType().Name})"));
        }
    }

    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        if (refusal is not null && time.GetElapsedTime(refusedAt) < AfterRefusal)
        {
            throw new MoodleFaultException(refusal);
        }

        try
        {
            var form = new MoodleForm().Add("username", account.Username).Add("password", account.Password).Add("service", account.Service);
            var given = await login(form, cancellationToken);
            refusal = null;
            LoggedIn(account.Slug, account.Service);
            return given;
        }
        catch (MoodleFaultException refused) when (refused.Fault.Kind is FaultKind.LoginRefused or FaultKind.ServiceNotAvailable)
        {
            (refusal, refusedAt) = (refused.Fault, time.GetTimestamp());
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Site}: logged in for service {Service}")]
    private partial void LoggedIn(string site, string service);
}
