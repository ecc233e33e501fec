using System.Text.Json;
using MoodleGrains.ClientApi.Json;
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
        var charset = source.Fitting("charset", "the name of an encoding, such as \"utf-8\" or \"windows-1250\"", name => Charsets.Find(
            name) is not null);
        var ignore = Ignored(source);
        source.Close();
        return address is null
            ? null
            : new(kind ?? Kind(address), address, format ?? Format(
                address), allowPrivate, maxBytes, (int)timeout)
            { Charset = charset, Ignore = ignore };
    }

    private static IReadOnlyList<string>? Ignored(JsonFields source)
    {
        var items = source.Items("ignore", "a list of names of fields, such as [\"firstname\"]");
        foreach (var (value, path) in items ?? [])
        {
            if (value.ValueKind != JsonValueKind.String || value.GetString()!.Trim() == "")
            {
                source.FaultAt(path, $"is {JsonFields.Shown(value)}; give the name of a field.");
            }
        }

        return items is { Count: > 0 } ? [.. items.Where(
            item => item.Value.ValueKind == JsonValueKind.String).Select(item => item.Value.GetString()!)] : null;
    }

    private static string Kind(string address) => address.Contains("://", StringComparison.Ordinal) ? RosterSource.Http : RosterSource.File;

    private static string Format(string address) =>
        address.Split('?')[0].EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? RosterSource.Csv : RosterSource.Json;
}
