using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Scaled dot-product attention of heads.</summary>
internal static class DotProduct
{
    /// <summary>Attends.</summary>
    /// <param name="queries">[B, heads, N, d].</param>
    /// <param name="keys">[B, heads, M, d].</param>
    /// <param name="values">[B, heads, M, d].</param>
    /// <param name="upcast">
    /// Whether float16 computes scores in float32: for models whose queries and keys are so large that scores overflow
    /// (<c>upcast_attention</c>). Other types hold them anyway.
    /// </param>
    /// <returns>[B, heads, N, d], in the type of the queries.</returns>
    internal static Tensor Attend(Tensor queries, Tensor keys, Tensor values, bool upcast) =>
        upcast && queries.dtype == ScalarType.Float16
            ? Attend(queries.to(ScalarType.Float32), keys.to(ScalarType.Float32), values.to(ScalarType.Float32), upcast: false).to(ScalarType.Float16)
            : nn.functional.scaled_dot_product_attention(queries, keys, values);
}
