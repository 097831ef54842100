namespace CaToMe.Imaging;

/// <summary>Another model than the one that drew a picture draws another picture.</summary>
internal static class ModelDifference
{
    /// <summary>A warning where the models differ; null where they do not, or nobody knows.</summary>
    /// <param name="path">The picture's file.</param>
    /// <param name="picture">What the file carries.</param>
    /// <param name="name">The name of the model that is to draw it again.</param>
    /// <param name="hash">That model's hash.</param>
    /// <param name="option">What chooses the model, as it is typed: <c>--model</c>.</param>
    internal static string? Warning(string path, ImageMetadata picture, string name, string hash, string option) =>
        picture.ModelHash is null || picture.ModelHash == hash
            ? null
            : $"{path} was drawn with {picture.ModelName ?? "a model"} ({picture.ModelHash}), and {name} ({hash}) draws another picture: "
              + $"{option} chooses the model.";
}
