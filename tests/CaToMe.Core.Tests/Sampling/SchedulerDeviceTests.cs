using System.Text.Json;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Tests.Sampling;

/// <summary>
/// Samplers on the meta device, which has shapes and no numbers: adding a tensor of the CPU to one of its own fails there, and so does
/// reading a number back.
/// </summary>
public class SchedulerDeviceTests
{
    public static TheoryData<string> Names() => [.. SamplerCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_stays_on_the_device_of_its_latents_and_reads_nothing_back(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var scheduler = SamplerCatalog.Create(JsonSerializer.Deserialize<JsonElement>("{}"), name, steps: 8);
        var latents = empty([2, 4, 8, 8], device: META);
        for (var call = 0; call < scheduler.Timesteps.Count; call++)
        {
            latents = scheduler.Step(scheduler.ScaleModelInput(latents, call), call, latents, generator);
            Assert.Equal(META.type, latents.device_type);
        }
    }

    [Fact]
    public void The_meta_device_refuses_both()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("same device", Assert.ThrowsAny<Exception>(() => empty([4], device: META).add(zeros(4))).Message);
        Assert.Contains("meta", Assert.ThrowsAny<Exception>(() => empty([1], device: META).item<float>()).Message);
    }
}
