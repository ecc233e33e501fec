using Microsoft.AspNetCore.Connections;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>What a person reads of an exception: one line a problem, never a stack trace.</summary>
internal static class FailureLines
{
    internal static (int ExitCode, IEnumerable<string> Lines) Of(Exception failure) => failure switch
    {
        CommandFailure known => (known.ExitCode, [known.Message]),
        SettingsException settings => (ExitCode.Usage, settings.Problems.Select(problem => problem.ToString())),
        PrivatePostgresException postgres => (ExitCode.Failed, [postgres.Message]),
        OperationCanceledException => (ExitCode.Failed, ["Interrupted."]),
        InboxFullException or InboxUnavailableException => (ExitCode.Failed, [failure.Message]),
        IOException { InnerException: AddressInUseException } =>
            (ExitCode.Failed, [$"{OneLine(failure)} Stop what listens there, or set Urls to another address."]),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } =>
            (ExitCode.Failed, ["The database has no tables of MoodleGrains yet. Start 'silo serve' on it once."]),
        NpgsqlException database => (ExitCode.Failed, [$"The database failed: {OneLine(database)} 'silo doctor' tells more."]),
        _ => (ExitCode.Failed, [$"{failure.GetType().Name}: {OneLine(failure)}"]),
    };

    private static string OneLine(Exception failure)
    {
        var text = failure.Message.ReplaceLineEndings(" ").Trim();
        return text.EndsWith('.') ? text : text + ".";
    }
}
