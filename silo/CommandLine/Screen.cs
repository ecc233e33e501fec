using Spectre.Console;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Where commands write: for a person at a terminal, or plain lines for a file or another program.</summary>
internal sealed class Screen(TextWriter output, TextWriter error, IAnsiConsole? terminal, TextReader? input = null)
{
    private const int PlainSteps = 10;

    /// <summary>The process's own.</summary>
    internal static Screen Ours() => new(Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console);

    /// <summary>For those who write help: a writer of their own.</summary>
    public TextWriter Writer => output;

    public void Line(string text) => output.WriteLine(text);

    public void Error(string text) => error.WriteLine(text);

    /// <summary>A line in a colour, at a terminal that has some.</summary>
    /// <param name="text">The line.</param>
    /// <param name="colour">As Spectre.Console names it, <c>red</c>.</param>
    public void Coloured(string text, string colour)
    {
        if (terminal is null)
        {
            output.WriteLine(text);
            return;
        }

        terminal.MarkupLine($"[{colour}]{Markup.Escape(text)}[/]");
    }

    /// <summary>Asks for a yes; without a terminal nobody is asked.</summary>
    /// <param name="question">The question.</param>
    /// <returns>The answer; null if nobody was asked.</returns>
    public bool? Ask(string question) => terminal is { Profile.Capabilities.Interactive: true } && !Console.IsInputRedirected
        ? terminal.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false })
        : null;

    /// <summary>Asks for a line: at the keyboard, else standard input has it.</summary>
    /// <param name="question">What is asked, shown only to a person.</param>
    /// <param name="secret">Whether what is typed is not shown.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The line; null where there is none.</returns>
    public async Task<string?> Read(string question, bool secret, CancellationToken cancellationToken)
    {
        if (input is not null || Console.IsInputRedirected)
        {
            return await (input ?? Console.In).ReadLineAsync(cancellationToken);
        }

        // On standard error, which is the terminal too where only standard output goes elsewhere.
        await error.WriteAsync(question);
        var line = secret ? Hidden() : Console.ReadLine();
        await error.WriteLineAsync();
        return line;
    }

    private static string Hidden()
    {
        var typed = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }

    /// <summary>A table; without a terminal one line a row, tabs between the columns.</summary>
    /// <param name="columns">The heads of the columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="colour">The colour of a row, as Spectre.Console names it; null for the terminal's own.</param>
    public void Table(string[] columns, IEnumerable<string[]> rows, Func<string[], string?>? colour = null)
    {
        if (terminal is null)
        {
            foreach (var row in rows.Prepend(columns))
            {
                output.WriteLine(string.Join('\t', row));
            }

            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var row in rows)
        {
            var style = colour?.Invoke(row);
            table.AddRow(row.Select(cell => style is null ? Markup.Escape(cell) : $"[{style}]{Markup.Escape(cell)}[/]").ToArray());
        }

        terminal.Write(table);
    }

    /// <summary>A progress bar while the work runs; without a terminal a line at each tenth.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="work">The work; it tells the part done, 0 to 1.</param>
    public Task Progress(string title, Func<IProgress<double>, Task> work)
    {
        if (terminal is null)
        {
            return work(new PlainProgress(title, this));
        }

        return terminal.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new BarProgress(context.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    private sealed class PlainProgress(string title, Screen screen) : IProgress<double>
    {
        private int _told;

        public void Report(double value)
        {
            var step = (int)(value * PlainSteps);
            if (step > _told)
            {
                _told = step;
                screen.Line($"{title}: {step * 100 / PlainSteps} %");
            }
        }
    }

    private sealed class BarProgress(ProgressTask bar) : IProgress<double>
    {
        public void Report(double value) => bar.Value = value;
    }
}
