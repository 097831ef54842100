using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>A source that makes whatever tensor it is asked for.</summary>
internal interface ITensorMaker : ITensorSource
{
    /// <summary>A tensor of a shape; the caller owns it.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">Its shape.</param>
    Tensor Make(string name, long[] shape);
}
