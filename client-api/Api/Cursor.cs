using System.Buffers.Text;
using System.Text;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The last key of a page, as callers carry it: base64url, so that nobody is tempted to count in it.</summary>
internal static class Cursor
{
    /// <summary>Writes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The cursor.</returns>
    public static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads a cursor.</summary>
    /// <param name="cursor">What the caller sent.</param>
    /// <returns>The key; null if it is no cursor.</returns>
    public static string? Read(string cursor) =>
        cursor is not "" && Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : null;
}
