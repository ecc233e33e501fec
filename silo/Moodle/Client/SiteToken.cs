using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The token of a site: the configured one, or one from <c>login/token.php</c>, renewed once when Moodle refuses it.</summary>
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
    private MoodleFault? refusal;
    private long refusedAt;

    /// <summary>The token.</summary>
    /// <param name="cancellationToken">Stops the login.</param>
    /// <returns>The token.</returns>
    /// <exception cref="MoodleFaultException">The login is refused; for ten minutes it is not tried again.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        current is { } known ? ValueTask.FromResult(known) : new(LogInAsync(null, cancellationToken));

    /// <summary>A new token in the place of one that Moodle refused.</summary>
    /// <param name="lost">The refused one.</param>
    /// <param name="cancellationToken">Stops the login.</param>
    /// <returns>The new one; null where there is no login to get one with, or Moodle gave the same again.</returns>
    public async Task<string?> RenewAsync(string lost, CancellationToken cancellationToken)
    {
        if (account.Password is null)
        {
            return null;
        }

        var token = await LogInAsync(lost, cancellationToken).ConfigureAwait(false);
        return token == lost ? null : token;
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<string> LogInAsync(string? lost, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another call may have renewed it meanwhile.
            if (current is { } known && known != lost)
            {
                return known;
            }

            if (refusal is not null && time.GetElapsedTime(refusedAt) < AfterRefusal)
            {
                throw new MoodleFaultException(refusal);
            }

            var form = new MoodleForm().Add("username", account.Username).Add("password", account.Password).Add("service", account.Service);
            current = await login(form, cancellationToken).ConfigureAwait(false);
            refusal = null;
            LoggedIn(account.Slug, account.Service);
            return current;
        }
        catch (MoodleFaultException refused) when (refused.Fault.Kind is FaultKind.LoginRefused or FaultKind.ServiceNotAvailable)
        {
            (refusal, refusedAt) = (refused.Fault, time.GetTimestamp());
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Site}: logged in for service {Service}")]
    private partial void LoggedIn(string site, string service);
}
