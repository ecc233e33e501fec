using System.CommandLine;
using System.Globalization;
using MoodleGrains.Sandbox.Load;

namespace MoodleGrains.Sandbox;

/// <summary><c>sandbox load</c>.</summary>
internal static class LoadCommand
{
    public static Command Make()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "The address of the hook with its key, as in http://127.0.0.1:5080/hooks/campus/KEY.",
            Required = true,
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri)
                && uri is { Scheme: "http", IsLoopback: true }
                ? uri
                : Refuse(result),
        };
        var connections = new Option<int>("--connections")
        {
            Description = "Connections, one delivery at a time on each.",
            DefaultValueFactory = _ => 128
        };
        var count = new Option<long>("--count") { Description = "Deliveries in all.", DefaultValueFactory = _ => 10_000 };
        var seed = new Option<int>("--seed") { Description = "Decides the texts.", DefaultValueFactory = _ => 1 };
        var acknowledged = new Option<string?>("--acks") { Description = "A file that gets one line for each delivery answered 202." };
        var first = new Option<long>("--first") { Description = "The first sequence number." };
        var command = new Command("load", "Post nosey bodies as fast as the silo answers.") {
            url,
            connections,
            count,
            seed,
            acknowledged,
            first };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new LoadOptions(
                parsed.GetValue(url)!, parsed.GetValue(connections), parsed.GetValue(count), parsed.GetValue(seed),
                parsed.GetValue(acknowledged), parsed.GetValue(first));
            var result = await new LoadDriver(options).Run(cancellationToken);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Acknowledged} acknowledged ({result.Duplicates} duplicates), {result.Refused.Values.Sum()} refused, " +
                $"{result.Unanswered} unanswered in {result.Elapsed.TotalSeconds:F1} s: {result.Rate:F0} a second"));
            foreach (var (status, times) in result.Refused)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  answered {status}: {times}"));
            }

            return result.Acknowledged > 0 ? 0 : 1;
        });
        return command;
    }

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError(
            $"--url '{result.Tokens[0].Value}' is no http address of this machine: give one as in http://127.0.0.1:5080/hooks/campus/KEY.");
        return null;
    }
}
