using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>Ends a run before the next layer of a transformer block, around another interceptor.</summary>
/// <param name="inner">What stands around the layers.</param>
/// <param name="cancellation">Every layer looks at it before it begins.</param>
internal sealed class CancellableInterceptor(IInterceptor inner, CancellationToken cancellation) : IInterceptor
{
    public void BeginCall(int call) => inner.BeginCall(call);

    public IBlockInterceptor Enter(BlockSite site, Tensor x)
    {
        cancellation.ThrowIfCancellationRequested();
        return new Block(inner.Enter(site, x), cancellation);
    }

    public void EndCall() => inner.EndCall();

    private sealed class Block(IBlockInterceptor inner, CancellationToken cancellation) : IBlockInterceptor
    {
        public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute)
        {
            cancellation.ThrowIfCancellationRequested();
            return inner.Around(layer, x, compute);
        }
    }
}
