using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Products and convolutions of oneDNN, which libtorch carries, on weights that are put into its own order once. libtorch's layers hold
/// weights in the order of the checkpoint and put them in order at every call. TorchSharp has no methods for these functions;
/// they are in libtorch's C interface, which <see cref="NativeRuntime"/> has loaded in the one version that is accepted.
/// </summary>
internal static unsafe class OneDnn
{
    private const string Library = "torch_cpu";

    /// <summary>
    /// Outputs that a block of weights is for, at most. Where the last block is not full, oneDNN 3.7 leaves zeros among the weights that it puts in
    /// order, on processors with AVX-512 and without AMX: kernels of bfloat16 and matrices of float32.
    /// </summary>
    private const int BlockOfKernel = 16, BlockOfMatrix = 64;

    private static readonly Lazy<jit.CompilationUnit> Packing = new(() => jit.compile(
        """
        def pack(weight: Tensor, stride: int, padding: int) -> Tensor:
            return torch.mkldnn_reorder_conv2d_weight(weight.to_mkldnn(), [padding, padding], [stride, stride], [1, 1], 1)

        """));

    /// <summary>Whether oneDNN was told to leave out instructions that the processor has, by its own variables.</summary>
    private static readonly bool isLimited =
        new[] { "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA" }.Any(name => Environment.GetEnvironmentVariable(name) is not null);

    /// <summary>Whether libtorch has these functions for this processor, and multiplies the type natively.</summary>
    internal static bool Takes(ScalarType type) =>
        X86Base.IsSupported && (type == ScalarType.Float32 || (type == ScalarType.BFloat16 && CpuFeatures.HasBFloat16 && !isLimited));

    /// <summary>Whether kernels for so many outputs can be put in order.</summary>
    internal static bool TakesKernel(long outputs) => outputs % BlockOfKernel == 0;

    /// <summary>Whether matrices for so many outputs can be put in order.</summary>
    internal static bool TakesMatrix(ScalarType type, long outputs) => type == ScalarType.BFloat16 || outputs % BlockOfMatrix == 0;

    /// <summary>A matrix in oneDNN's order.</summary>
    /// <param name="weight">[outputs, inputs], as <see cref="TakesMatrix"/> takes it.</param>
    /// <returns>An opaque tensor of the same shape; <see cref="Tensor.to_dense"/> gives the matrix back.</returns>
    internal static Tensor PackMatrix(Tensor weight)
    {
        EnsureTaken(TakesMatrix(weight.dtype, weight.shape[0]), weight);
        IntPtr copy; // the call takes it over
        Check(NewHandle(weight.Handle, &copy));
        var stack = stackalloc ulong[] { (ulong)copy, 0 }; // the matrix, and no number of rows
        fixed (byte* name = "mkldnn::_reorder_linear_weight\0"u8, overload = "\0"u8)
        {
            Check(Call(name, overload, stack));
        }

        GC.KeepAlive(weight);
        return Tensor.UnsafeCreateTensor((IntPtr)stack[0]);
    }

    /// <summary>x W^T + b.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="weight">Packed by <see cref="PackMatrix"/>.</param>
    /// <param name="bias">[outputs].</param>
    /// <returns>[..., outputs].</returns>
    internal static Tensor Multiply(Tensor x, Tensor weight, Tensor? bias)
    {
        IntPtr result, biasHandle = bias?.Handle ?? 0;
        fixed (byte* nothing = "none\0"u8)
        {
            Check(LinearPointwise(x.Handle, weight.Handle, bias is null ? null : &biasHandle, nothing, null, 0, null, &result));
        }

        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        return Tensor.UnsafeCreateTensor(result);
    }

    /// <summary>A convolution's kernel in oneDNN's order.</summary>
    /// <param name="weight">[outputs, inputs, h, w], as <see cref="TakesKernel"/> takes it.</param>
    /// <param name="stride">Pixels from one position to the next.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <returns>An opaque tensor of the same shape; <see cref="Tensor.to_dense"/> gives the kernel back.</returns>
    internal static Tensor PackKernel(Tensor weight, long stride, long padding)
    {
        EnsureTaken(TakesKernel(weight.shape[0]), weight);
        return (Tensor)Packing.Value.invoke("pack", weight, stride, padding);
    }

    /// <summary>Convolution of channels-last images: [B, C, H, W] -> [B, O, H', W'].</summary>
    /// <param name="x">The images.</param>
    /// <param name="weight">Packed by <see cref="PackKernel"/> for the same stride and padding.</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="stride">Pixels from one position to the next.</param>
    /// <param name="padding">Zeros around the image.</param>
    internal static Tensor Convolve(Tensor x, Tensor weight, Tensor bias, long stride, long padding)
    {
        IntPtr result, biasHandle = bias.Handle;
        long* strides = stackalloc[] { stride, stride }, paddings = stackalloc[] { padding, padding }, dilations = stackalloc[] { 1L, 1L };
        fixed (byte* nothing = "none\0"u8)
        {
            Check(ConvolutionPointwise(
                x.Handle, weight.Handle, &biasHandle, paddings, 2, strides, 2, dilations, 2, groups: 1, nothing, null, 0, null, &result));
        }

        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        return Tensor.UnsafeCreateTensor(result);
    }

    private static void EnsureTaken(bool isTaken, Tensor weight)
    {
        if (!isTaken)
        {
            throw new ArgumentException($"Weights of {weight.dtype} [{string.Join(", ", weight.shape)}] would not be put in order correctly.", nameof(weight));
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new ExternalException("oneDNN refused what it was given; libtorch has said why on standard error.");
        }
    }

    [DllImport(Library, EntryPoint = "aoti_torch_new_tensor_handle")]
    private static extern int NewHandle(IntPtr tensor, IntPtr* copy);

    [DllImport(Library, EntryPoint = "aoti_torch_call_dispatcher")]
    private static extern int Call(byte* name, byte* overload, ulong* stack);

    [DllImport(Library, EntryPoint = "aoti_torch_cpu__linear_pointwise")]
    private static extern int LinearPointwise(
        IntPtr x, IntPtr weight, IntPtr* bias, byte* after, double** scalars, long scalarCount, byte** algorithm, IntPtr* result);

    [DllImport(Library, EntryPoint = "aoti_torch_cpu_mkldnn__convolution_pointwise")]
    private static extern int ConvolutionPointwise(
        IntPtr x, IntPtr weight, IntPtr* bias, long* padding, long paddings, long* stride, long strides, long* dilation, long dilations, long groups,
        byte* after, double** scalars, long scalarCount, byte** algorithm, IntPtr* result);
}
