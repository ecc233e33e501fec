using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    private readonly SortedDictionary<long, User> deletedUsers = [];
    private readonly HashSet<long> usersWithContext = [];

    /// <summary>The rows that deleted users leave behind.</summary>
    public IReadOnlyDictionary<long, User> DeletedUsers => deletedUsers;

    /// <summary>Whether a deleted user still has a context: until the site's cron has run.</summary>
    /// <param name="id">The user.</param>
    /// <returns>True if so.</returns>
    public bool HasContext(long id) => usersWithContext.Contains(id);

    /// <summary>Creates a user.</summary>
    /// <param name="userName">The username; unique.</param>
    /// <param name="firstName">The first name.</param>
    /// <param name="lastName">The last name.</param>
    /// <param name="email">The mail address.</param>
    /// <param name="idNumber">The idnumber; empty if none.</param>
    /// <returns>The id.</returns>
    /// <exception cref="MoodleFaultException">The username is taken.</exception>
    public long CreateUser(string userName, string firstName, string lastName, string email, string idNumber = "")
    {
        if (!userNames.Add(userName))
        {
            throw MoodleFaultException.InvalidParameter();
        }

        var user = new User(Ids.Next("user"), Ids.Next("context"), userName, firstName, lastName, email, idNumber);
        users[user.Id] = user;
        Fire(EventKind.UserPasswordUpdated, null, user.Context, Text(user.Id), new() { ["forgottenreset"] = false });
        Fire(EventKind.UserCreated, user.Id, user.Context, user.Id);
        return user.Id;
    }

    /// <summary>Changes a user. The event says no more than that.</summary>
    /// <param name="id">The user.</param>
    /// <param name="change">From the old row to the new one.</param>
    public void UpdateUser(long id, Func<User, User> change)
    {
        userNames.Remove(UserOr(id).UserName);
        var user = change(UserOr(id));
        userNames.Add(user.UserName);
        users[id] = user;
        Fire(EventKind.UserUpdated, id, user.Context, id);
    }

    /// <summary>Deletes a user, with all enrolments.</summary>
    /// <param name="id">The user.</param>
    public void DeleteUser(long id)
    {
        var user = UserOr(id);
        foreach (var course in enrolments.OfUser(id).Select(e => e.CourseId).Distinct().ToList())
        {
            Unenrol(course, id);
        }

        users.Remove(id);
        userNames.Remove(user.UserName);

        // Recorded: the row stays, with another user name and mail address and without an idnumber.
        deletedUsers[id] = user with { UserName = $"{user.Email}.{Now}", Email = Md5(user.UserName), IdNumber = "" };
        usersWithContext.Add(id);
        Fire(EventKind.UserDeleted, Text(id), user.Context, Text(id), new()
        {
            ["username"] = user.UserName,
            ["email"] = user.Email,
            ["idnumber"] = user.IdNumber,
            ["picture"] = "0",
            ["mnethostid"] = "1",
        });
    }

    // As Moodle does it: nothing is kept secret by this.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private void CreateFirstUsers()
    {
        CreateUser("guest", "Guest user", " ", "root@localhost");
        CreateUser("admin", "Admin", "User", "admin@example.org");
    }

    private User UserOr(long id) => users.GetValueOrDefault(id) ?? throw MoodleFaultException.InvalidRecord("user");
}
