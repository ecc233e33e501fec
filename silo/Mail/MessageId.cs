using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.Silo.Mail;

/// <summary>Message-IDs that depend on nothing but what is said: who gets a letter twice can see that it is the same.</summary>
internal static class MessageId
{
    /// <summary>The Message-ID of a letter or of a thread.</summary>
    /// <param name="what">What identifies it: the effect's id, the thread's name.</param>
    /// <param name="from">Who writes; its domain is the right-hand side (RFC 5322, 3.6.4).</param>
    /// <returns>Without angle brackets.</returns>
    public static string Of(string what, System.Net.Mail.MailAddress from) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 16))}@{from.Host}";
}
