using System.Globalization;
using MoodleGrains.Convergence;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Users who are missing from a list: deleted, or only hidden from this account.</summary>
internal sealed partial class MoodleSite
{
    /// <summary>Asks for users directly, however many.</summary>
    /// <param name="ids">The users, none of which the list of all users held.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>An answer for each.</returns>
    public Task<Presences> AskUsersAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        AskUsersAsync(ids, int.MaxValue, cancellationToken);

    /// <summary>
    /// Asks for users directly. <c>core_user_get_users_by_field</c> answers deleted users too, and mostly shows them to be deleted, many in
    /// a call. Who is not shown so is asked for by <c>core_user_get_users</c>, one in a call, which never answers a deleted user: whom only
    /// the first function answers is deleted. Who is in neither answer is gone for a site administrator, and hidden from another account.
    /// </summary>
    /// <param name="ids">The users, none of which the list of all users held.</param>
    /// <param name="most">The most users that are asked for one by one, at two calls each.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>An answer for each; none for those beyond <paramref name="most"/>.</returns>
    public async Task<Presences> AskUsersAsync(IReadOnlyCollection<long> ids, int most, CancellationToken cancellationToken)
    {
        var abilities = await AbilitiesAsync(cancellationToken);
        var of = new Dictionary<long, Presence>();
        var told = new List<(StreamKey, ICommand)>();
        var bulk = await UsersOrNoneAsync([.. ids.Distinct()], cancellationToken);
        var at = bulk?.At ?? calls.Now;
        var answered = bulk?.Users.Select(user => user.Id).ToHashSet() ?? [];
        foreach (var id in ids.Where(id => bulk is not null && !answered.Contains(id)))
        {
            of[id] = bulk!.Deleted.Contains(id) || abilities.SeesEverything ? Presence.Gone : Presence.NotVisible;
        }

        foreach (var id in ids.Where(id => !of.ContainsKey(id)).Distinct().Take(abilities.Users ? most : 0).ToList())
        {
            var read = await UserAsync(id, cancellationToken);
            told.AddRange(read.Told);
            of[id] = read.Users.Count > 0 ? Presence.There
                : abilities.SeesEverything || answered.Contains(id) ? Presence.Gone
                : await IsAnsweredAsDeletedAsync(id, cancellationToken) ? Presence.Gone : Presence.NotVisible;
        }

        var gone = of.Where(one => one.Value == Presence.Gone).Select(one =>
            (StreamKey.For("user", Slug, one.Key), (ICommand)new ObserveUserDeleted(new FieldVersion(null, at, SourcePrecedence.Deleted))));
        return new(of, [.. told, .. gone]);
    }

    private Task<UsersRead> UserAsync(long id, CancellationToken cancellationToken) => AskAsync(
        MoodleFunctions.Users,
        new MoodleForm().AddOptions("criteria", "key", ("id", id.ToString(CultureInfo.InvariantCulture))),
        ReadUsers,
        cancellationToken);

    // Moodle's hourly cron removes the contexts of deleted users; from then on one of them refuses the whole request.
    private async Task<UsersRead?> UsersOrNoneAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        try
        {
            return await UsersByIdAsync(ids, cancellationToken);
        }
        catch (MoodleFaultException refused) when (refused.Fault.Kind == FaultKind.Gone)
        {
            return null;
        }
    }

    // To be asked for one whom core_user_get_users did not answer.
    private async Task<bool> IsAnsweredAsDeletedAsync(long id, CancellationToken cancellationToken) =>
        await UsersOrNoneAsync([id], cancellationToken) is not { Users.Count: 0, Deleted.Count: 0 };
}
