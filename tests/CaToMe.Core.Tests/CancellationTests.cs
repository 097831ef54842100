using CaToMe.Layers;
using CaToMe.Tests.Weights;
using CaToMe.Text;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>A run that is cancelled ends before the next layer of the network in work, and leaves no tensors.</summary>
public sealed class CancellationTests
{
}
