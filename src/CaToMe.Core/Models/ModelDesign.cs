using CaToMe.Conditioning;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>
/// What a model's config files and tokenizers say, read and compared with each other before any weights are. Loading and
/// inspection both begin with it: what does not fit together is refused here, and not at the first U-Net call.
/// </summary>
/// <param name="UNet">The U-Net.</param>
/// <param name="Vae">The autoencoder.</param>
/// <param name="Texts">The text encoder, or SDXL's two.</param>
internal sealed record ModelDesign(UNetConfig UNet, AutoencoderConfig Vae, IReadOnlyList<TextDesign> Texts)
{
    /// <summary>Height, width, two offsets, height and width again; a refiner has the aesthetic score in place of the last two.</summary>
    private const int Sizes = 6, RefinerSizes = 5;

    /// <summary>Whether it is SDXL's refiner, which reads the second text encoder alone, and how beautiful a picture is to be.</summary>
    internal bool IsRefiner { get; private init; }

    /// <summary>Reads a model's configs and tokenizers.</summary>
    /// <param name="files">The model.</param>
    /// <param name="otherVae">The config of an autoencoder in the place of its own; null: its own.</param>
    /// <exception cref="ModelException">One is missing or not valid, they do not fit together, or the model is of a kind that is not supported.</exception>
    internal static ModelDesign Read(ModelFiles files, ModelConfig? otherVae = null)
    {
        var file = files.Configs.Of("unet");
        var (unet, vae) = (UNetConfig.From(file), AutoencoderConfig.From(otherVae ?? files.Configs.Of("vae")));
        CheckChannels(file.Location, unet, vae.LatentChannels);
        var isRefiner = HasRefinersWidth(file.Location, unet, files.Configs);
        IReadOnlyList<string> encoders = unet.TextTime is null ? ["text_encoder"] : isRefiner ? ["text_encoder_2"] : ["text_encoder", "text_encoder_2"];
        var design = new ModelDesign(unet, vae, [.. encoders.Select(encoder => TextDesign.Read(files, encoder))]) { IsRefiner = isRefiner };
        return design.Texts.Sum(t => t.Config.HiddenSize) is var width && width == unet.CrossAttentionDim
            ? design
            : throw new ModelException(
                $"{file.Location}: cross_attention_dim is {unet.CrossAttentionDim}, and {string.Join(" and ", encoders)} give {width} channels " +
                "(hidden_size). Do the components belong to the same model?");
    }

    private static void CheckChannels(string location, UNetConfig unet, int latents)
    {
        if (unet.OutChannels != latents)
        {
            throw new ModelException(
                $"{location}: out_channels is {unet.OutChannels}, and the autoencoder's latents have {latents} channels (latent_channels). " +
                "Networks that predict anything else are not supported yet.");
        }

        if (unet.InChannels != latents && !unet.TakesMask)
        {
            var kind = (unet.InChannels - latents) switch
            {
                var more when more == latents => "this is a model for editing, which takes a picture's latents too",
                3 => "this is a model for upscaling, which takes a small picture too",
                1 => "this is a model that takes a depth map too",
                _ => "the U-Net takes something else",
            };
            throw new ModelException(
                $"{location}: in_channels is {unet.InChannels}, and the autoencoder's latents have {latents} channels (latent_channels): {kind}. " +
                "That is not supported yet: give a model that makes pictures from text, or one for in-painting.");
        }
    }

    /// <summary>
    /// SDXL's U-Net takes the second text encoder's projection and the picture's sizes, each of them embedded; the refiner's takes one number less.
    /// </summary>
    private static bool HasRefinersWidth(string location, UNetConfig unet, ModelConfigs configs)
    {
        if (unet.TextTime is not { } added)
        {
            return false;
        }

        var second = configs.Of("text_encoder_2");
        var projection = ClipTextConfig.From(second).ProjectionSize
            ?? throw new ModelException(
                $"{second.Location}: architectures does not name CLIPTextModelWithProjection, and SDXL needs the projection of its second text encoder.");
        if (added.InputWidth == projection + (RefinerSizes * added.TimeIdWidth))
        {
            return true;
        }

        return added.InputWidth == projection + (Sizes * added.TimeIdWidth) ? false : throw new ModelException(
            $"{location}: projection_class_embeddings_input_dim is {added.InputWidth}, and projection_dim ({projection}) with {Sizes} times " +
            $"addition_time_embed_dim ({added.TimeIdWidth}) is {projection + (Sizes * added.TimeIdWidth)}. Do the components belong to the same model?");
    }
}
