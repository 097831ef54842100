using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>The tensors that are alive, for tests that nothing is left behind.</summary>
internal static class TensorCount
{
    /// <summary>The count once what other tests left to the collector has ended, so that it does not end within a test's own count.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
