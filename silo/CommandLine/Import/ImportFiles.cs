using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.CommandLine.Import;

/// <summary>One body as it stands in a file.</summary>
/// <param name="Place">File, or file and line, for messages.</param>
/// <param name="Bytes">What stands there.</param>
/// <param name="Done">How far this is through all of them, 0 to 1.</param>
internal sealed record BodyInFile(string Place, ReadOnlyMemory<byte> Bytes, double Done);

/// <summary>The bodies of a folder of .json files in name order, of one .json file, or of an NDJSON file in line order.</summary>
internal static class ImportFiles
{
    private const int LongestLine = 64 * 1024 * 1024;

    internal static IAsyncEnumerable<BodyInFile> Read(string path)
    {
        if (Directory.Exists(path))
        {
            var files = Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal).ToArray();
            return files.Length > 0
                ? Files(files)
                : throw new CommandFailure($"There is no .json file in the folder {path}.", ExitCode.Usage);
        }

        if (!File.Exists(path))
        {
            throw new CommandFailure($"There is no file or folder {path}.", ExitCode.Usage);
        }

        return Path.GetExtension(path) switch
        {
            ".json" => Files([path]),
            ".ndjson" or ".jsonl" => Lines(path),
            _ => throw new CommandFailure($"{path} is neither a folder nor a .json or .ndjson file.", ExitCode.Usage),
        };
    }

    private static async IAsyncEnumerable<BodyInFile> Files(
        string[] files, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < files.Length; i++)
        {
            var bytes = await File.ReadAllBytesAsync(files[i], cancellationToken);
            yield return new BodyInFile(
                Path.GetFileName(files[i]), ByteOrderMark.Skip((ReadOnlyMemory<byte>)bytes), (i + 1d) / files.Length);
        }
    }

    private static async IAsyncEnumerable<BodyInFile> Lines(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var file = File.OpenRead(path);
        var reader = PipeReader.Create(file);
        var (line, read, name) = (0L, 0L, Path.GetFileName(path));
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            while (NextLine(ref rest, result.IsCompleted) is { } bytes)
            {
                line++;
                read += bytes.Length + 1;
                var body = ByteOrderMark.Skip((ReadOnlyMemory<byte>)bytes);
                if (!body.Span.Trim(" \t\r"u8).IsEmpty)
                {
                    yield return new BodyInFile($"{name} line {line}", body, Math.Min(1, (double)read / file.Length));
                }
            }

            if (result.IsCompleted)
            {
                yield break;
            }

            if (rest.Length > LongestLine)
            {
                throw new CommandFailure(
                    $"{name} line {line + 1} is longer than {LongestLine / (1024 * 1024)} MiB: this is no NDJSON file.");
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static byte[]? NextLine(ref ReadOnlySequence<byte> rest, bool last)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end).ToArray();
            rest = rest.Slice(rest.GetPosition(1, end));
            return line;
        }

        if (!last || rest.IsEmpty)
        {
            return null;
        }

        var remainder = rest.ToArray();
        rest = rest.Slice(rest.End);
        return remainder;
    }
}
