using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>One plan for all blocks of a resolution: that of the first.</summary>
/// <param name="inner">Merges; it keeps plans under the blocks' names.</param>
internal sealed class SharedPlan(IInterceptor inner) : IInterceptor
{
    public void BeginCall(int call) => inner.BeginCall(call);

    public IBlockInterceptor Enter(BlockSite site, Tensor x) => inner.Enter(site with { Name = $"{site.Grid.Downsample}" }, x);

    public void EndCall() => inner.EndCall();
}
