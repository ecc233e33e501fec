using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>Random histories: MOODLEGRAINS_SOAK=1 tries more, MOODLEGRAINS_SEED repeats a run by its printed seed.</summary>
internal static class Histories
{
    public static void Hold(ITestOutputHelper output, int count, int longest, Action<int[], int> law)
    {
        var tries = Environment.GetEnvironmentVariable("MOODLEGRAINS_SOAK") == "1" ? count * 20 : count;
        var seed = ulong.Parse(
            Environment.GetEnvironmentVariable("MOODLEGRAINS_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        output.WriteLine($"MOODLEGRAINS_SEED={seed}, {tries} histories");
        var steps = Gen.Resize(Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1)), longest);
        var cases = Gen.Zip(steps, Gen.Choose(0, int.MaxValue - 1), (ops, luck) => new Case(ops, luck));
        try
        {
            Prop.ForAll(Arb.From(cases, Smaller), tried => law(tried.Ops, tried.Luck)).Check(Config.QuickThrowOnFailure
                .WithMaxTest(tries)
                .WithStartSize(longest)
                .WithEndSize(longest)
                .WithQuietOnSuccess(true)
                .WithReplay(new Replay(new Rnd(seed), Microsoft.FSharp.Core.FSharpOption<int>.None)));
        }
        catch (Exception failed)
        {
            throw new HistoryFailedException($"Repeat with MOODLEGRAINS_SEED={seed}.", failed);
        }
    }

    private static IEnumerable<Case> Smaller(Case failing)
    {
        var ops = failing.Ops;
        for (var length = ops.Length / 2; length >= 1; length /= 2)
        {
            for (var from = 0; from + length <= ops.Length; from += length)
            {
                yield return failing with { Ops = [.. ops[..from], .. ops[(from + length)..]] };
            }
        }
    }

    private sealed record Case(int[] Ops, int Luck)
    {
        public override string ToString() => $"ops [{string.Join(", ", Ops)}], luck {Luck}";
    }

    private sealed class HistoryFailedException(string message, Exception inner) : Exception(message, inner);
}
