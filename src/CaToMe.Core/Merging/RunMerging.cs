using CaToMe.UNet;

namespace CaToMe.Merging;

/// <summary>The merging of one run.</summary>
/// <param name="Interceptor">What stands around the U-Net's layers.</param>
/// <param name="Session">What ends with the run; null where the session lasts, or there is none.</param>
/// <param name="GoesOn">Whether it goes on with the session of the run before.</param>
internal sealed record RunMerging(IInterceptor Interceptor, MergeSession? Session, bool GoesOn) : IDisposable
{
    public void Dispose() => Session?.Dispose();
}
