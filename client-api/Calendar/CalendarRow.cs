using System.Globalization;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Conferences;
using MoodleGrains.Texts;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>A conference and its course, as <see cref="CalendarQuery"/> reads them. Times are UTC.</summary>
internal sealed record CalendarRow
{
    public required long Id { get; init; }

    public string? Name { get; init; }

    public string? Module { get; init; }

    public long? CourseModuleId { get; init; }

    public required DateTime StartsAt { get; init; }

    public DateTime? EndsAt { get; init; }

    public string? Link { get; init; }

    public string? CourseName { get; init; }

    public required long Sequence { get; init; }

    public required DateTime ChangedAt { get; init; }

    public required bool Cancelled { get; init; }

    /// <summary>Whether it, or its course, is hidden: then nothing of it is told but that it is cancelled.</summary>
    public required bool Hidden { get; init; }

    /// <summary>The entry that is shown of it.</summary>
    /// <param name="origin">Which installation.</param>
    /// <param name="site">Its site.</param>
    /// <param name="terms">How the calendar shows it.</param>
    /// <returns>The entry.</returns>
    public CalendarEntry ToEntry(Guid origin, Site site, CalendarTerms terms)
    {
        var usable = EndsAt is { } end && end > StartsAt;
        return new(
            $"{ConferenceId.OfRow(site.Slug, Id)}@{origin}",
            Sequence + terms.Sequence,
            ChangedAt > terms.ChangedAt ? ChangedAt : terms.ChangedAt,
            Hidden ? "" : PlainName.Of(Name, terms.Language),
            Hidden ? "" : PlainName.Of(CourseName, terms.Language),
            StartsAt,
            usable ? EndsAt!.Value : StartsAt.AddSeconds(terms.Assumed),
            Hidden ? null : Web(Link) ?? ViewPage(site),
            Cancelled);
    }

    private static Uri? Web(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : null;

    // Not every sender tells the address of the page; where the site is, the configuration may.
    private Uri? ViewPage(Site site) =>
        site.Url is { } url && CourseModuleId is { } module && Module is { } name && name.All(char.IsAsciiLetterLower)
        ? Web(string.Create(CultureInfo.InvariantCulture, $"{url.AbsoluteUri.TrimEnd('/')}/mod/{name}/view.php?id={module}"))
        : null;
}
