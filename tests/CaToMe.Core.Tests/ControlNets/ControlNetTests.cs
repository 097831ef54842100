using CaToMe.ControlNets;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.ControlNets;

/// <summary>Whole pictures with ControlNets.</summary>
public sealed class ControlNetTests(ControlNetFixture fixture) : IClassFixture<ControlNetFixture>
{
    private static readonly GenerationRequest Plain = new() { Prompt = "a fox", Steps = 4, Width = 64, Height = 64, Sampler = "dpm++2m" };

    [Fact]
    public void A_network_whose_last_convolutions_are_zero_leaves_the_picture_to_the_bit() => Assert.Equal(Draw(null), Draw(Of(fixture.Zero)));

    [Fact]
    public void A_network_changes_the_picture_and_its_picture_does_too()
    {
        var other = fixture.SavePicture("other.png", (x, y) => x * y % 256);
        var drawn = Draw(Of(fixture.Net));
        Assert.NotEqual(Draw(null), drawn);
        Assert.Equal(drawn, Draw(Of(fixture.Net)));
        Assert.NotEqual(drawn, Draw($"{fixture.Net}={other}"));
    }

    [Fact]
    public void Both_layouts_are_the_same_network()
    {
        var drawn = Draw(Of(fixture.Net));
        Assert.Equal(drawn, Draw(Of(fixture.Original)));
        var folder = Directory.CreateDirectory(fixture.PathOf("diffusers")).FullName;
        File.Copy(fixture.Net, Path.Combine(folder, "diffusion_pytorch_model.safetensors"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "config.json"), """{ "_class_name": "ControlNetModel" }""");
        Assert.Equal(drawn, Draw(Of(folder)));
    }

    [Fact]
    public void Two_halves_are_one_whole()
    {
        var whole = Draw(Of(fixture.Net));
        var halves = Draw($"{Of(fixture.Net)}:0.5,{Of(fixture.Net)}:0.5");
        Assert.All(whole.Zip(halves), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.NotEqual(whole, Draw($"{Of(fixture.Net)}:0.5"));
    }

    [Fact]
    public void It_adds_in_its_part_of_the_run_alone()
    {
        var (plain, late) = (Latents(null), Latents($"{Of(fixture.Net)}:1:0.5-1"));
        Assert.Equal(plain[..2], late[..2]);
        Assert.NotEqual(plain[2], late[2]);
        Assert.Equal(Draw(null), Draw($"{Of(fixture.Net)}:0"));
    }

    [Fact]
    public void Its_blocks_merge_and_keep_pairs_of_their_own()
    {
        var result = fixture.Pipeline.Generate(Plain with { Merge = MergeOptions.Parse("catome:0.5@0,2"), Control = Of(fixture.Net) });
        var calls = result.Statistics.Calls.Where(c => c.Block.StartsWith("controlnet.0.down_blocks.0", StringComparison.Ordinal)).ToList();
        Assert.Contains(calls, c => c.MergedPerSample.Sum() > 0);
        Assert.Equal([0, 2], calls.Where(c => c.Computed).Select(c => c.Call).Distinct());
        Assert.Equal(4, calls.Select(c => c.Call).Distinct().Count());
        Assert.Contains(result.Statistics.Calls, c => c.Block.StartsWith("down_blocks.0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("every-2", null)]
    [InlineData(null, "every-2")]
    public void Calls_that_leave_work_out_go_with_it(string? deep, string? guidance)
    {
        var request = Plain with
        {
            DeepCalls = deep is null ? null : CheckpointSchedule.Parse(deep),
            GuidanceCalls = guidance is null ? null : CheckpointSchedule.Parse(guidance),
        };
        var plain = fixture.Pipeline.Generate(request).Latents.Values;
        Assert.Equal(plain, fixture.Pipeline.Generate(request with { Control = Of(fixture.Zero) }).Latents.Values);
        Assert.NotEqual(plain, fixture.Pipeline.Generate(request with { Control = Of(fixture.Net) }).Latents.Values);
    }

    [Fact]
    public void A_second_pass_follows_the_picture_in_its_own_size()
    {
        var result = fixture.Pipeline.Generate(Plain with { Hires = 2, Control = Of(fixture.Net) });
        Assert.Equal(128, result.Images[0].Width);
        Assert.Equal(["edges.png", "random.safetensors"], result.ControlHashes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        Draw(Of(fixture.Net));
        var count = TensorCount.Settled();
        Draw(Of(fixture.Net));
        Assert.Equal(count, Tensor.TotalCount);
    }

    [Fact]
    public void What_is_no_network_for_the_model_is_one_error()
    {
        var pickle = fixture.PathOf("net.pth");
        File.WriteAllBytes(pickle, [1]);
        Assert.Contains("runs whatever code", Refused<ModelException>(Of(pickle)), StringComparison.Ordinal);

        using var scope = NewDisposeScope();
        var other = SafetensorsFile.Save(fixture.PathOf("adapter.safetensors"), new Dictionary<string, Tensor> { ["body.0.weight"] = zeros(1) });
        Assert.Contains("is no ControlNet", Refused<ModelException>(Of(other)), StringComparison.Ordinal);

        var attending = fixture.Shapes.Keys.First(n => n.EndsWith("attn2.to_k.weight", StringComparison.Ordinal));
        var wide = fixture.Save("wide", (name, made) => name == attending ? zeros(made.shape[0], 768) : made);
        Assert.Contains("for another family", Refused<ModelException>(Of(wide)), StringComparison.Ordinal);

        Assert.Contains("no such file or folder", Refused<OptionException>(Of(fixture.PathOf("nothing.safetensors"))), StringComparison.Ordinal);
        Assert.Contains("nothing.png", Refused<OptionException>($"{fixture.Net}={fixture.PathOf("nothing.png")}"), StringComparison.Ordinal);
        Assert.Contains("canny=edges.png:0.8", Refused<OptionException>("canny"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=b.png", "a", "b.png", 1, 0, 1)]
    [InlineData("a.safetensors=b.png:0.5", "a.safetensors", "b.png", 0.5, 0, 1)]
    [InlineData("C:\\nets\\a=C:\\b.png:0.5:0.1-0.9", "C:\\nets\\a", "C:\\b.png", 0.5, 0.1, 0.9)]
    [InlineData("a=b:c.png", "a", "b:c.png", 1, 0, 1)]
    public void A_reference_is_read_and_written(string text, string net, string image, double scale, double from, double to)
    {
        var read = Assert.Single(ControlReference.ParseList(text)!);
        Assert.Equal(new ControlReference(net, image, scale, from, to), read);
        Assert.Equal(read, Assert.Single(ControlReference.ParseList(read.ToString())!));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("=b.png")]
    [InlineData("a=b.png:11")]
    [InlineData("a=b.png:1:0.5-0.2")]
    public void What_is_no_reference_is_none(string text) => Assert.Null(ControlReference.ParseList(text));

    private string Of(string net) => $"{net}={fixture.Picture}";

    private float[] Draw(string? control) => fixture.Pipeline.Generate(Plain with { Control = control }).Latents.Values;

    private string Refused<T>(string control)
        where T : CaToMeException => Assert.Throws<T>(() => Draw(control)).Message;

    /// <summary>The latents after each call.</summary>
    private List<float[]> Latents(string? control)
    {
        var latents = new List<float[]>();
        fixture.Pipeline.LatentsObserver = (_, x) => latents.Add(x.cpu().data<float>().ToArray());
        try
        {
            Draw(control);
            return latents;
        }
        finally
        {
            fixture.Pipeline.LatentsObserver = null;
        }
    }
}
