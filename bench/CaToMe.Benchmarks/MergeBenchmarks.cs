using BenchmarkDotNet.Attributes;
using CaToMe.Layers;
using CaToMe.Merging;
using CaToMe.Runtime;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Benchmarks;

/// <summary>
/// The parts of merging on one block's tokens, beside the self-attention that it makes shorter: batch 2, 64 x 64 tokens,
/// half of them merged.
/// </summary>
[MemoryDiagnoser(false)]
public class MergeBenchmarks
{
    private const int Side = 64, Batch = 2;

    private Tensor tokens = null!, merged = null!;
    private PackedTokens all, half;
    private MultiHead attention = null!;
    private PlacedSplit split = null!;
    private TokenMatch match = null!;
    private PackedPlan plan = null!;

    /// <summary>Width of a token: the embedded model's, and SD 1.5's.</summary>
    [Params(48, 320)]
    public int Channels { get; set; }

    private int Heads => Channels == 320 ? 8 : 1;

    [GlobalSetup]
    public void Setup()
    {
        NativeRuntime.Load();
        using var generator = new Generator(1, CPU);
        tokens = randn([Batch, Side * Side, Channels], generator: generator);
        split = TokenSplit.Of(new TokenGrid(Side, Side, 1), 2, 2).On(CPU);
        match = TokenMatch.Compute(tokens, split);
        plan = PackedPlan.Create(match, [Side * Side / 2, Side * Side / 2], ScalarType.Float32);
        merged = plan.Merge(tokens).Values;
        all = PackedTokens.Of(randn([Batch, Side * Side, 3 * Channels], generator: generator)); // queries, keys and values
        half = PackedTokens.Of(randn([Batch, Side * Side / 2, 3 * Channels], generator: generator));
        attention = new MultiHead(Channels, Heads, upcast: false);
    }

    [Benchmark]
    public void Match()
    {
        using var result = TokenMatch.Compute(tokens, split);
    }

    [Benchmark]
    public void Plan()
    {
        using var result = PackedPlan.Create(match, [Side * Side / 2, Side * Side / 2], ScalarType.Float32);
    }

    [Benchmark]
    public void Merge()
    {
        using var result = plan.Merge(tokens).Values;
    }

    [Benchmark]
    public void Unmerge()
    {
        using var result = plan.Unmerge(merged);
    }

    [Benchmark(Baseline = true)]
    public void Attention()
    {
        using var result = attention.Attend(all, all, CancellationToken.None);
    }

    [Benchmark]
    public void AttentionOfHalf()
    {
        using var result = attention.Attend(half, half, CancellationToken.None);
    }
}
