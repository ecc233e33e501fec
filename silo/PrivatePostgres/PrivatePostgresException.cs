namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>The private database could not be started. The message is one line for a person and ends with what to do.</summary>
public sealed class PrivatePostgresException(string message, Exception? inner = null) : Exception(message, inner);
