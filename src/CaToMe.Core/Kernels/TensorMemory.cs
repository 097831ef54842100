using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>The memory of tensors on the CPU, for our own kernels.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>The first number of a contiguous float32 tensor; valid as long as the tensor is.</summary>
    /// <exception cref="ArgumentException">The tensor is of another type or does not lie in one piece.</exception>
    internal static float* Floats(Tensor tensor) => Numbers<float>(tensor);

    /// <summary>The first number of a contiguous tensor; valid as long as the tensor is.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>, which the tensor's type has to be.</typeparam>
    /// <exception cref="ArgumentException">The tensor is of another type or does not lie in one piece.</exception>
    internal static T* Numbers<T>(Tensor tensor)
        where T : unmanaged => (T*)First(tensor, typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.BFloat16);

    /// <summary>The first number of a contiguous int32 tensor; valid as long as the tensor is.</summary>
    /// <exception cref="ArgumentException">The tensor is of another type or does not lie in one piece.</exception>
    internal static int* Integers(Tensor tensor) => (int*)First(tensor, ScalarType.Int32);

    private static void* First(Tensor tensor, ScalarType type)
    {
        if (tensor.dtype != type || !tensor.is_contiguous() || tensor.numel() == 0)
        {
            throw new ArgumentException(
                $"A kernel needs a contiguous {type} tensor that is not empty, not {tensor.dtype} [{string.Join(", ", tensor.shape)}].");
        }

        return Bytes(tensor);
    }

    /// <summary>Where a tensor of any type begins; valid as long as the tensor is. It is not empty.</summary>
    internal static byte* Bytes(Tensor tensor)
    {
        using var first = tensor.as_strided([1], [1], tensor.storage_offset()); // a span cannot be longer than 2 GB
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
