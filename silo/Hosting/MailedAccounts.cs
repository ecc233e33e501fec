using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Asks Moodle whether a user may be mailed.</summary>
/// <param name="sites">The client of a site; null where it has none.</param>
internal sealed class MailedAccounts(Func<string, MoodleSite?> sites)
{
    /// <summary>Asks. What our account in Moodle may not know is not known: then nobody is written to, and an operator is told.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="userId">Moodle's id of the user.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What Moodle says.</returns>
    public async ValueTask<AccountToday> AskAsync(string site, long userId, CancellationToken cancellationToken)
    {
        if (sites(site) is not { } moodle)
        {
            return new(null, null);
        }

        try
        {
            var read = await moodle.UsersByIdAsync([userId], cancellationToken);
            var user = read.Users.FirstOrDefault(seen => seen.Id == userId);
            bool? usable = user is null
                ? false
                : user.Suspended is true || user.Confirmed is false ? false : user.Suspended is null ? null : true;
            return new(usable, await moodle.MailStoppedAsync(userId, cancellationToken));
        }
        catch (MoodleFaultException e) when (e.Fault.Kind == FaultKind.Gone)
        {
            // So Moodle answers about a deleted account.
            return new(false, null);
        }
        catch (MoodleFaultException e) when (
            e.Fault
                .Kind is FaultKind.FunctionNotInService or FaultKind.FunctionUnknown or FaultKind.CapabilityMissing or FaultKind.NotVisible)
        {
            return new(null, null);
        }
    }
}
