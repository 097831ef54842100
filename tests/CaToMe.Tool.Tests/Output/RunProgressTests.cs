using System.Text;
using CaToMe.Requests;
using CaToMe.Tool.Output;
using Spectre.Console;

namespace CaToMe.Tool.Tests.Output;

public class RunProgressTests
{
    [Fact]
    public async Task Without_a_terminal_a_short_run_writes_nothing()
    {
        using StringWriter output = new(), error = new();
        var result = await new RunProgress(new Terminal(output, error), 1).Show("a house", progress =>
        {
            progress.Report(At(1, 2));
            return Task.FromResult(5);
        });
        Assert.Equal((5, "", ""), (result, output.ToString(), error.ToString()));
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("", 80)]
    [InlineData("a [house] on a very long street that goes on and on and never seems to come to an end (seed 42)", 40)]
    public async Task On_a_terminal_a_bar_lives_as_long_as_the_work(string title, int width)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(output, error,
            AnsiConsole.Create(new AnsiConsoleSettings
            {
                Out = new LivePlace(error, width),
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
            }));
        Assert.True(terminal.IsLive);
        var result = await new RunProgress(terminal, 2).Show(title, progress =>
        {
            progress.Report(At(1, 2));
            progress.Report(At(2, 2));
            return Task.FromResult(5);
        });
        Assert.Equal((5, ""), (result, output.ToString()));
        Assert.Contains("\u001b[?25h", error.ToString(), StringComparison.Ordinal); // the cursor is there again
    }

    [Fact]
    public async Task A_preview_stands_above_the_bar_where_there_are_colours()
    {
        var red = new RgbImage(4, 4, [.. Enumerable.Repeat(new byte[] { 255, 0, 0 }, 16).SelectMany(p => p)]);
        foreach (var (colours, isShown) in new[] { (ColorSystemSupport.TrueColor, true), (ColorSystemSupport.NoColors, false) })
        {
            using StringWriter output = new(), error = new();
            var terminal = new Terminal(output, error, AnsiConsole.Create(new AnsiConsoleSettings
            {
                Out = new LivePlace(error, 80), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = colours,
            }));
            await new RunProgress(terminal, 1).Show("a house", async progress =>
            {
                progress.Report(At(1, 2) with { Previews = [red] });
                await Task.Delay(600); // the bar is drawn a few times a second
                return 5;
            });
            Assert.Equal(isShown, error.ToString().Contains("\u001b[38;2;255;0;0;48;2;255;0;0m\u2580", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(40, "step 13 of 25, 3.0 s left")]
    [InlineData(60, "step 13 of 25, 3.0 s left, 64 % merged")]
    [InlineData(108, "step 13 of 25, 3.0 s left, 64 % merged, run 2 of 6, a house at the seaside (see...")]
    public void Beside_the_bar_stands_what_fits_and_no_number_is_cut(int width, string shown)
    {
        using StringWriter error = new();
        var terminal = new Terminal(error, error, AnsiConsole.Create(new AnsiConsoleSettings { Out = new LivePlace(error, width) }));
        Assert.Equal(shown, terminal.Beside("step 13 of 25", "3.0 s left", "64 % merged", "run 2 of 6", "a house at the seaside (seed 42)"));
    }

    /// <summary>A terminal that keeps what is written to it.</summary>
    private sealed class LivePlace(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => width;

        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }

    private static GenerationProgress At(int call, int calls) => new(call, calls, 1, 25, 0, TimeSpan.FromSeconds(call), null);
}
