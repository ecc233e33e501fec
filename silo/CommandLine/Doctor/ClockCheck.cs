using System.Globalization;
using MoodleGrains.Silo.Diagnostics;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether the database's clock, by which leases run out, and ours, by which timers fall due, agree.</summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    internal static async Task<Finding> Run(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand("select clock_timestamp()", connection);
        await ask.PrepareAsync(cancellationToken);
        var before = time.GetUtcNow();
        var theirs = new DateTimeOffset((DateTime)(await ask.ExecuteScalarAsync(cancellationToken))!);
        var after = time.GetUtcNow();

        // Theirs was read somewhere between before and after: what a slow answer explains is no difference.
        var half = (after - before) / 2;
        var difference = theirs - (before + half);
        var side = difference < TimeSpan.Zero ? "behind" : "ahead of";
        var seconds = Math.Abs(difference.TotalSeconds);
        var found = string.Create(CultureInfo.InvariantCulture, $"the database's is {seconds:0.000} s {side} ours");
        return difference.Duration() - half < Tolerance
            ? Finding.Good("clock", found)
            : Finding.Bad("clock", found, "Let both machines take the time from the network (NTP).");
    }
}
