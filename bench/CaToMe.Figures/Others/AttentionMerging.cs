using CaToMe.Layers;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>
/// Merging by attention weights, in the manner of ToMA (arXiv 2509.10918): every destination is a weighted mean of all tokens, and every token takes
/// back a weighted mean of all destinations. Destinations are those of 2 x 2 cells; weights are kept between checkpoints.
/// </summary>
/// <param name="sharpness">What similarities are multiplied by before the softmax.</param>
/// <param name="every">Calls from one checkpoint to the next.</param>
internal sealed class AttentionMerging(double sharpness, int every) : IInterceptor, IUneven, IDisposable
{
    private readonly EveryToken whole = new();
    private readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal); // [B, N, D], rows sum to 1
    private int call;

    public bool DidMore(int number) => number % every == 0;

    public void BeginCall(int number) => call = number;

    public IBlockInterceptor Enter(BlockSite site, Tensor x)
    {
        if (site.Grid.Downsample > 1)
        {
            return whole;
        }

        if (DidMore(call))
        {
            using var scope = NewDisposeScope();
            var tokens = nn.functional.normalize(x, dim: 2);
            var grid = tokens.view(x.shape[0], site.Grid.Height, site.Grid.Width, -1);
            var destinations = grid.slice(1, 0, site.Grid.Height, 2).slice(2, 0, site.Grid.Width, 2).reshape(x.shape[0], -1, x.shape[2]); // [B, D, C]
            weights.GetValueOrDefault(site.Name)?.Dispose();
            weights[site.Name] = tokens.matmul(destinations.transpose(1, 2)).mul_(sharpness).softmax(-1).DetachFromDisposeScope();
        }

        return new Block(weights[site.Name], whole);
    }

    public void EndCall()
    {
    }

    public void Dispose()
    {
        foreach (var kept in weights.Values)
        {
            kept.Dispose();
        }
    }

    private sealed class Block(Tensor weights, EveryToken whole) : IBlockInterceptor
    {
        public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute)
        {
            if (layer != BlockLayer.SelfAttention)
            {
                return whole.Around(layer, x, compute);
            }

            using var scope = NewDisposeScope();
            var shares = weights / weights.sum(1, keepdim: true); // every destination is a mean
            var merged = shares.transpose(1, 2).matmul(x); // [B, D, C]
            return weights.matmul(compute(PackedTokens.Of(merged)).view(merged.shape)).MoveToOuterDisposeScope(); // [B, N, C]
        }
    }
}
