namespace MoodleGrains.Silo.CommandLine.Api;

/// <summary>Which silo a command calls, and how it is let in there.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Key">The API key.</param>
/// <param name="Whence">Where the key is from, for a person: <c>the key of --key</c>.</param>
/// <param name="Local">Whether it was found on this machine.</param>
internal sealed record SiloTarget(Uri Address, string Key, string Whence, bool Local)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Address} with {Whence}";
}
