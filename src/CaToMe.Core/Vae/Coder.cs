using CaToMe.Layers;
using CaToMe.Weights;

namespace CaToMe.Vae;

/// <summary>What encoder and decoder share.</summary>
internal static class Coder
{
    internal static ResnetBlock Resnet(WeightReader reader, int inputs, int outputs, AutoencoderConfig config) =>
        new(reader, inputs, outputs, config.NormGroups, 1e-6, timeChannels: 0);
}
