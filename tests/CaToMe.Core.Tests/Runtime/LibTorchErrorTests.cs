using System.Runtime.InteropServices;
using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

public class LibTorchErrorTests
{
    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes. Error code 12")]
    [InlineData("[enforce fail at alloc_cpu.cpp:80] data. DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.")]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 MiB.\nException raised from malloc")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")]
    public void Where_memory_is_short_the_advice_is_given(string message) =>
        Assert.EndsWith(". Draw less.", LibTorchError.Describe(new ExternalException(message), "Draw less."), StringComparison.Ordinal);

    [Theory]
    [InlineData("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)\nException raised from meta at allocator")]
    [InlineData("CUDA error: no kernel image is available for execution on the device.\r\nout of memory is not meant")]
    [InlineData("Storage size calculation overflowed with sizes=[9]")]
    public void Any_other_error_is_told_as_it_is(string message) =>
        Assert.Equal($"libtorch reports: {message.Split('\n')[0].TrimEnd('.', '\r')}.", LibTorchError.Describe(new ExternalException(message), "Draw less."));
}
