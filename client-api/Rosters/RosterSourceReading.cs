using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Reads where a roster comes from. Kind and format go by the address where they are left out.</summary>
internal static class RosterSourceReading
{
    private const long MostBytes = 1L << 30;
    private const long LongestSeconds = 60 * 60;

    private static readonly string[] kinds = [RosterSource.Http, RosterSource.File];
    private static readonly string[] formats = [RosterSource.Json, RosterSource.Csv];

    /// <summary>Reads the field <c>source</c>.</summary>
    /// <param name="fields">The object it stands in.</param>
    /// <returns>The source; null if something is wrong.</returns>
    public static RosterSource? Source(JsonFields fields)
    {
        if (fields.Inner("source", required: true) is not { } source)
        {
            return null;
        }

        const string wanted = "an address such as \"https://registrar.example.edu/roster\", or the path of a file on the silo's machine";
        var address = source.Fitting("address", wanted, text => text.Trim() != "", required: true);
        var kind = source.OneOf("kind", kinds);
        var format = source.OneOf("format", formats);
        var allowPrivate = source.Flag("allowPrivate") ?? false;
        var maxBytes = source.Between("maxBytes", 1, MostBytes) ?? RosterSource.DefaultMaxBytes;
        var timeout = source.Between("timeoutSeconds", 1, LongestSeconds) ?? RosterSource.DefaultTimeoutSeconds;
        source.Close();
        return address is null
            ? null
            : new(kind ?? Kind(address), address, format ?? Format(address), allowPrivate, maxBytes, (int)timeout);
    }

    private static string Kind(string address) => address.Contains("://", StringComparison.Ordinal) ? RosterSource.Http : RosterSource.File;

    private static string Format(string address) =>
        address.Split('?')[0].EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? RosterSource.Csv : RosterSource.Json;
}
