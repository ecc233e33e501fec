using System.Net.Mail;

namespace MoodleGrains.Silo.Mail;

/// <summary>Reads mail addresses: those that are not one address, or that could end a header line, are none.</summary>
internal static class MailAddresses
{
    // RFC 5321: 64 letters before the @, 254 in all.
    private const int Longest = 254;

    /// <summary>Reads an address with or without a name.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address; null if it is none that can be written to.</returns>
    public static MailAddress? Read(string? text) =>
        text is not null
        && !text.Any(char.IsControl)
        && MailAddress.TryCreate(text.Trim(), out var address)
        && address.Address.Length <= Longest
        && address.User.All(char.IsAscii)
        && address.Host.Contains('.', StringComparison.Ordinal) | address.Host is "localhost"
            ? address
            : null;
}
