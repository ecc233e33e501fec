namespace MoodleGrains.Sandbox.Demo;

/// <summary>The silo did not start. The message says why, and what to do.</summary>
/// <param name="message">The message.</param>
public sealed class SiloFailedException(string message) : Exception(message);
