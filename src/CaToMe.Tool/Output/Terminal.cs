using CaToMe.Requests;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CaToMe.Tool.Output;

/// <summary>Results go to standard output; progress, warnings and errors to standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Room for a table where nobody says how wide the page is.</summary>
    private const int PageWidth = 160;

    /// <summary>Where values begin.</summary>
    private const int ValueIndent = 26;

    private const int BarWidth = 24;

    /// <summary>A preview's columns.</summary>
    private const int LargestPicture = 48;

    private const int LongestPrompt = 100;

    private readonly TextWriter output, error;
    private readonly IAnsiConsole results, messages;
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);

    internal Terminal(TextWriter output, TextWriter error) : this(output, error, Console(error))
    {
    }

    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="messages">Standard error as Spectre sees it: a terminal, or not.</param>
    internal Terminal(TextWriter output, TextWriter error, IAnsiConsole messages)
    {
        (this.output, this.error, this.messages) = (output, error, messages);
        results = Console(output);
        if (!results.Profile.Out.IsTerminal)
        {
            results.Profile.Width = PageWidth;
        }
    }

    /// <summary>Whether a line on standard error can be drawn over.</summary>
    internal bool IsLive => messages.Profile is { Out.IsTerminal: true, Capabilities: { Ansi: true, Interactive: true } };

    /// <summary>Whether it can show pictures made of characters: it has colours enough.</summary>
    internal bool ShowsPictures => IsLive && messages.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;

    /// <summary>A picture in as much room as there is above a bar.</summary>
    internal IRenderable Picture(RgbImage image) =>
        new HalfBlocks(image, Math.Min(messages.Profile.Width - 1, LargestPicture), Math.Clamp(messages.Profile.Height - 3, 1, LargestPicture / 2));

    /// <summary>A bar that lives for one piece of work. Nothing else may be written meanwhile.</summary>
    internal Progress Bar => messages.Progress()
        .AutoClear(true)
        .ExcludeVerticalPadding()
        .Columns(new ProgressBarColumn { Width = Width() }, new TaskDescriptionColumn { Alignment = Justify.Left });

    /// <summary>As many of the parts of a text as fit on one line beside the bar; of the last one as much as there is room for.</summary>
    /// <param name="parts">The parts, what matters most first.</param>
    internal string Beside(params IReadOnlyList<string> parts)
    {
        var room = messages.Profile.Width - Width() - 2;
        var text = "";
        foreach (var part in parts.Where(p => p.Length > 0))
        {
            var longer = text.Length == 0 ? part : $"{text}, {part}";
            if (longer.Length <= room)
            {
                text = longer;
            }
            else if (ReferenceEquals(part, parts[^1]) && room - text.Length > 10)
            {
                return longer[..(room - 3)] + "...";
            }
        }

        return text;
    }

    /// <summary>The bar's width: narrow terminals have a shorter one, and the numbers beside it come first.</summary>
    private int Width() => Math.Clamp(messages.Profile.Width / 4, 4, BarWidth);

    /// <summary>A text from outside, without what would steer the terminal; line breaks stay.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c));

    /// <summary>A text from outside on one line, cut where it is long.</summary>
    internal static string OneLine(string text)
    {
        var line = Printable(text).Replace('\n', ' ').Trim();
        return line.Length <= LongestPrompt ? line : line[..LongestPrompt] + "...";
    }

    /// <summary>A line of the result, never wrapped.</summary>
    internal void Result(string line) => output.WriteLine(line);

    /// <summary>A name and its value. A terminal has no room for a long prompt on one line; elsewhere nothing is wrapped.</summary>
    internal void Result(string name, string value) =>
        IndentedRow.Write(output, name, value, ValueIndent, results.Profile.Out.IsTerminal ? results.Profile.Width : int.MaxValue);

    internal void Result(IRenderable table) => results.Write(table);

    /// <summary>What a person may want to know while waiting.</summary>
    internal void Say(string text) => Try(() => error.WriteLine(text));

    /// <summary>The same, also while a bar is shown: the line stands above it.</summary>
    internal void SayAbove(string text) => Try(() => messages.WriteLine(text));

    /// <summary>Shows the cursor that a bar hides, where the bar will not end by itself.</summary>
    internal static void ShowCursor()
    {
        if (!System.Console.IsErrorRedirected)
        {
            System.Console.Error.Write("\u001b[?25h");
        }
    }

    /// <summary>A warning, once, however many pictures it is about.</summary>
    internal void Warn(string text)
    {
        if (warned.Add(text))
        {
            Mark("warning:", "yellow", text);
        }
    }

    internal void Fail(string text) => Mark("error:", "red", text);

    /// <summary>Does something that cannot say how far it is.</summary>
    internal T Wait<T>(string what, Func<T> work) =>
        IsLive ? messages.Status().Start(Markup.Escape(what), _ => work()) : work();

    /// <summary>Does something that says which share of it is done, 0 to 1.</summary>
    internal T Wait<T>(string what, Func<Action<double>, T> work) => IsLive
        ? messages.Status().Start(Markup.Escape(what), shown => work(share => shown.Status(Markup.Escape($"{what}, {Numbers.Share(share)}"))))
        : work(_ => { });

    /// <summary>Colours and movement are for terminals alone; NO_COLOR is respected there.</summary>
    private static IAnsiConsole Console(TextWriter writer)
    {
        var place = new AnsiConsoleOutput(writer);
        return AnsiConsole.Create(place.IsTerminal
            ? new AnsiConsoleSettings { Out = place }
            : new AnsiConsoleSettings
            {
                Out = place,
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            });
    }

    private void Mark(string word, string color, string text)
    {
        Try(() =>
        {
            messages.Markup($"[{color}]{word}[/] ");
            error.WriteLine(text);
        });
    }

    /// <summary>Standard error that is closed or full stops nothing: the work and its exit code count.</summary>
    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // There is nowhere left to say it.
        }
    }
}
