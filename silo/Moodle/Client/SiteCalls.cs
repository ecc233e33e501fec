namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Sends the requests of one site.</summary>
internal sealed class SiteCalls(string slug, TimeProvider time)
{
    public string Slug => slug;

    public CallCounts Counts { get; } = new();

    /// <summary>Our clock, Unix seconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public SiteAbilities? Abilities { get; private set; }

    public SiteAbilities Remember(SiteAbilities abilities) => Abilities = abilities;

    public Task<Answered> AskAsync(string function, MoodleForm form, CallCounts? tally, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Answered> WriteAsync(string function, MoodleForm form, CallCounts? tally, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
