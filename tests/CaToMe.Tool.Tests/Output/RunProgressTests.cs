using System.Text;
using CaToMe.Requests;
using CaToMe.Tool.Output;
using Spectre.Console;

namespace CaToMe.Tool.Tests.Output;

public class RunProgressTests
{
    [Fact]
    public void A_run_says_its_step_the_time_left_and_the_merged_share() =>
        Assert.Equal([(0.5, "step 12 of 25, 3.0 s left, 64 % merged, a house")], Follow(1, At(13, 26, step: 12, merged: 0.64, left: 3)));

    [Fact]
    public void What_is_not_known_yet_is_left_out() =>
        Assert.Equal([(0.04, "step 1 of 25, a house")], Follow(1, At(1, 25, step: 1)));

    [Fact]
    public void Runs_one_after_another_are_counted() =>
        Assert.Equal([0.25, 0.5, 0.75, 1], Follow(2, At(1, 2), At(2, 2), At(1, 2), At(2, 2)).Select(s => s.Share));

    [Fact]
    public void More_runs_than_expected_do_not_pass_the_end() =>
        Assert.All(Follow(1, At(1, 1), At(1, 1), At(1, 1)), s => Assert.Equal(1, s.Share));

    [Fact]
    public async Task Without_a_terminal_a_short_run_writes_nothing()
    {
        using StringWriter output = new(), error = new();
        var result = await RunProgress.Show(new Terminal(output, error), "a house", 1, progress =>
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
        var result = await RunProgress.Show(terminal, title, 2, progress =>
        {
            progress.Report(At(1, 2));
            progress.Report(At(2, 2));
            return Task.FromResult(5);
        });
        Assert.Equal((5, ""), (result, output.ToString()));
        Assert.Contains("\u001b[?25h", error.ToString(), StringComparison.Ordinal); // the cursor is there again
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

    private static List<(double Share, string Text)> Follow(int runs, params GenerationProgress[] reports)
    {
        var shown = new List<(double, string)>();
        var progress = new RunProgress("a house", runs, (share, parts) => shown.Add((share, string.Join(", ", parts))));
        Array.ForEach(reports, progress.Report);
        return shown;
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

    private static GenerationProgress At(int call, int calls, int step = 1, double merged = 0, double? left = null) =>
        new(call, calls, step, 25, merged, TimeSpan.FromSeconds(call), left is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
