using System.Runtime.Intrinsics.X86;

namespace CaToMe.Runtime;

/// <summary>What this machine's processor can do that decides how things are computed.</summary>
internal static class CpuFeatures
{
    /// <summary>Whether it multiplies matrices of bfloat16 in a unit of their own (AMX).</summary>
    internal static bool HasMatrixUnit { get; } = HasLeaf7 && (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;

    /// <summary>Whether it multiplies bfloat16 natively (AVX512_BF16 or AMX); without, libtorch converts number by number.</summary>
    internal static bool HasBFloat16 { get; } = HasMatrixUnit || (HasLeaf7 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0);

    private static bool HasLeaf7 => X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7;
}
