using System.Globalization;
using System.Net;

namespace MoodleGrains.EndToEnd;

/// <summary>Where a process listens.</summary>
internal static class Listening
{
    private const string State = "0A";

    /// <summary>The TCP addresses at which a process listens (proc(5), /proc/net/tcp).</summary>
    public static IReadOnlyList<IPEndPoint> Of(int pid)
    {
        var sockets = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")
            .Select(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name)
            .OfType<string>()
            .Where(name => name.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(name => name["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. ((string[])["tcp", "tcp6"]).SelectMany(kind => File.ReadLines($"/proc/{pid}/net/{kind}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[3] == State && sockets.Contains(columns[9]))
                .Select(columns => EndPoint(columns[1])),
        ];
    }

    // Addresses stand there in words of 32 bits, each in the byte order of the machine.
    private static IPEndPoint EndPoint(string text)
    {
        var (words, port) = (text.Split(':')[0], int.Parse(text.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        byte[] address = [.. words.Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, null)))];
        return new(new IPAddress(address), port);
    }
}
