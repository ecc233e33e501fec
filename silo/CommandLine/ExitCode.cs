namespace MoodleGrains.Silo.CommandLine;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The work failed, in whole or in part; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Nothing failed, but a plan waits for a person; standard output says which command lets it go on.</summary>
    public const int Waits = 3;
}
