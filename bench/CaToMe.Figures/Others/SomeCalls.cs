using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>Merging in some calls of a run alone.</summary>
/// <param name="inner">Merges.</param>
/// <param name="merges">Whether a call does.</param>
internal sealed class SomeCalls(IInterceptor inner, Func<int, bool> merges) : IInterceptor, IUneven
{
    private readonly EveryToken whole = new();
    private int call;

    public bool DidMore(int number) => !merges(number);

    public void BeginCall(int number) => inner.BeginCall(call = number);

    public IBlockInterceptor Enter(BlockSite site, Tensor x) => merges(call) ? inner.Enter(site, x) : whole;

    public void EndCall() => inner.EndCall();
}
