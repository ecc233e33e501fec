using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>A command whose help ends with examples of its use.</summary>
internal sealed class CommandWithExamples(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Lets --help of every command show its examples, and of the program the exit codes.</summary>
    internal static void ShowIn(RootCommand root, params string[] closing)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!, closing);
        }
    }

    private sealed class HelpWithExamples(HelpAction help, string[] closing) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var exitCode = help.Invoke(parseResult);
            var lines = parseResult.CommandResult.Command is CommandWithExamples command ? command.Examples() : closing;
            foreach (var line in lines)
            {
                parseResult.InvocationConfiguration.Output.WriteLine(line);
            }

            return exitCode;
        }
    }

    private IEnumerable<string> Examples() => examples.Length == 0 ? [] : examples.Select(example => "  " + example).Prepend("Examples:");
}
