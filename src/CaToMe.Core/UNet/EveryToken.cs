using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>Nothing stands around the layers: each runs on all tokens.</summary>
internal sealed class EveryToken : IInterceptor, IBlockInterceptor
{
    public void BeginCall(int call)
    {
    }

    public IBlockInterceptor Enter(BlockSite site, Tensor x) => this;

    public void EndCall()
    {
    }

    public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute) => compute(PackedTokens.Of(x)).view(x.shape);
}
