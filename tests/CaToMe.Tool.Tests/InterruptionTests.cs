using System.Diagnostics;

namespace CaToMe.Tool.Tests;

/// <summary>The built tool as a process that is asked to end in the middle of a large picture.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new("catome-");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_is_answered_at_once_and_ends_the_run_soon(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var process = Process.Start(new ProcessStartInfo("dotnet", Large) { RedirectStandardError = true })!;
        Assert.StartsWith("emoji", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(2));

        Process.Start("kill", ["-" + signal, $"{process.Id}"]).Dispose();
        var watch = Stopwatch.StartNew();
        Assert.Equal("Stopping...", await process.StandardError.ReadLineAsync());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
        await process.WaitForExitAsync();

        Assert.Equal(exitCode, process.ExitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_second_interrupt_ends_the_process_at_once_and_shows_the_cursor()
    {
        const string Terminal = "/usr/bin/script", Shown = "\u001b[?25h", Hidden = "\u001b[?25l";
        if (!OperatingSystem.IsLinux() || !File.Exists(Terminal))
        {
            return;
        }

        var command = $"TERM=xterm dotnet {string.Join(' ', Large.Select(a => $"'{a}'"))}";
        var cameInTime = false;
        for (var attempt = 0; attempt < 3 && !cameInTime; attempt++)
        {
            cameInTime = await InterruptTwice();
        }

        Assert.True(cameInTime, "The first interrupt ended every run before the second one came.");

        async Task<bool> InterruptTwice()
        {
            using var process = Process.Start(new ProcessStartInfo(Terminal, ["-qefc", command, "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            var output = "";
            await ReadUntil("(seed 42)");
            await Interrupt();
            await ReadUntil("Stopping...");
            try
            {
                await Interrupt();
            }
            catch (IOException)
            {
                return false;
            }

            output += await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(130, process.ExitCode);
            Assert.InRange(output.LastIndexOf(Shown, StringComparison.Ordinal), output.LastIndexOf(Hidden, StringComparison.Ordinal) + 1, output.Length);
            return true;

            async Task Interrupt()
            {
                await process.StandardInput.WriteAsync('\u0003');
                await process.StandardInput.FlushAsync();
            }

            async Task ReadUntil(string text)
            {
                var buffer = new char[1024];
                while (!output.Contains(text, StringComparison.Ordinal))
                {
                    var read = await process.StandardOutput.ReadAsync(buffer);
                    Assert.NotEqual(0, read);
                    output += new string(buffer, 0, read);
                }
            }
        }
    }

    [Fact]
    public async Task What_libtorch_logs_stays_out_of_the_terminal()
    {
        var start = new ProcessStartInfo("dotnet", [.. Large[..3], "--steps", "1", "--width", "64", "--height", "64", "--out", folder["x.png"]])
        {
            RedirectStandardError = true,
        };
        start.Environment.Remove("TORCH_CPP_LOG_LEVEL");
        using var process = Process.Start(start)!;
        Assert.Equal("emoji: SD 1.x, cpu, float32", (await process.StandardError.ReadToEndAsync()).TrimEnd());
    }

    private string[] Large =>
        [typeof(Program).Assembly.Location, "generate", "a house", "--steps", "900", "--width", "1024", "--height", "1024", "--out", folder["x.png"]];
}
