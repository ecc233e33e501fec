namespace MoodleGrains.Rosters;

/// <summary>What a roster's terms may say.</summary>
public static class RosterTermsChecks
{
    /// <summary>The first fault of the terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <returns>One sentence that names field, value and remedy; null if there is none.</returns>
    public static string? Fault(RosterTerms terms) => throw new NotSupportedException();
}
