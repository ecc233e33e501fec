namespace MoodleGrains.Sandbox.Model;

/// <summary>Moodle refused or failed, in the words its web service was recorded to use.</summary>
/// <param name="exception">The PHP class.</param>
/// <param name="errorCode">The steady key; null for faults of PHP itself.</param>
/// <param name="message">The message.</param>
public sealed class MoodleFaultException(string exception, string? errorCode, string message) : Exception(message)
{
    /// <summary>The PHP class.</summary>
    public string PhpClass { get; } = exception;

    /// <summary>The steady key; null for faults of PHP itself.</summary>
    public string? ErrorCode { get; } = errorCode;

    internal static MoodleFaultException InvalidParameter() =>
        new(@"core\exception\invalid_parameter_exception", "invalidparameter", "Invalid parameter value detected");

    internal static MoodleFaultException InvalidRecord(string table) =>
        new("dml_missing_record_exception", "invalidrecord", $"Can't find data record in database table {table}.");

    internal static MoodleFaultException Moodle(string errorCode, string message) =>
        new(@"core\exception\moodle_exception", errorCode, message);

    internal static MoodleFaultException NoPermissions(string capability) => new(
        @"core\exception\required_capability_exception",
        "nopermissions",
        $"Sorry, but you do not currently have permissions to do that ({capability}).");

    internal static MoodleFaultException NoseyTypeError() => new(
        "TypeError",
        null,
        @"local_nosey_observer::user_unenrolled_handler(): Argument #1 ($event) must be of type " +
        @"core\event\user_enrolment_created, core\event\user_enrolment_deleted given");
}
