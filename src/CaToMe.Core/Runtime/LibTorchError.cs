using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>What libtorch says of an error, for users.</summary>
internal static class LibTorchError
{
    /// <summary>How libtorch and CUDA's libraries say that memory is short.</summary>
    private static readonly string[] ShortOfMemory = ["out of memory", "not enough memory", "can't allocate", "DefaultCPUAllocator", "ALLOC_FAILED"];

    /// <summary>The first line of the message, since the rest is a call stack, and what to do where memory is short.</summary>
    /// <param name="error">The error.</param>
    /// <param name="ifMemoryIsShort">The advice, a sentence.</param>
    internal static string Describe(ExternalException error, string ifMemoryIsShort)
    {
        var line = error.Message.Split('\n')[0].TrimEnd('.', '\r');
        return ShortOfMemory.Any(words => line.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? $"libtorch reports: {line}. {ifMemoryIsShort}"
            : $"libtorch reports: {line}.";
    }
}
