using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>Stands around the blocks of a network beside the U-Net, whose names begin with its own so that they are not taken for the U-Net's.</summary>
/// <param name="inner">What stands around the U-Net's blocks.</param>
/// <param name="prefix">What names begin with.</param>
internal sealed class NamedInterceptor(IInterceptor inner, string prefix) : IInterceptor
{
    /// <remarks>The U-Net's call is already begun.</remarks>
    public void BeginCall(int call)
    {
    }

    public IBlockInterceptor Enter(BlockSite site, Tensor x) => inner.Enter(site with { Name = prefix + site.Name }, x);

    /// <remarks>The U-Net's call goes on.</remarks>
    public void EndCall()
    {
    }
}
