using System.Text.Json;

namespace CaToMe.Tool.Tests;

public class DoctorCommandTests
{
    [Fact]
    public async Task It_shows_the_machine_and_passes_the_self_check()
    {
        var (exitCode, output, _) = await CommandLine.Run("doctor --device cpu");
        Assert.Equal(0, exitCode);
        Assert.All(
            new[] { "CaToMe", "processor", "threads", "memory", "libtorch    2.10", "CUDA", "runs on     cpu, float32", "kernels", "self-check  passed in" },
            part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_record_has_the_machine_and_the_verdict()
    {
        var record = JsonDocument.Parse((await CommandLine.Run("doctor --device cpu --dtype bfloat16 --json")).Output).RootElement;
        Assert.True(record.GetProperty("passed").GetBoolean());
        Assert.InRange(record.GetProperty("difference").GetDouble(), 1e-6, record.GetProperty("limit").GetDouble());
        Assert.Equal("bfloat16", record.GetProperty("machine").GetProperty("dtype").GetString());
        Assert.InRange(record.GetProperty("machine").GetProperty("threads").GetInt32(), 1, 1024);
    }

    [Fact]
    public async Task A_device_that_is_not_there_ends_with_2()
    {
        var (exitCode, _, error) = await CommandLine.Run("doctor --device cuda:99");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("error: --device is cuda:99", error, StringComparison.Ordinal);
    }
}
