using System.Security.Cryptography;
using System.Text;
using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Studies;

/// <summary>A picture of a study before it is drawn.</summary>
/// <param name="Setting">Its setting.</param>
/// <param name="Request">What is drawn, with everything filled in.</param>
/// <param name="Hash">Hash of everything that decides the picture: 16 hexadecimal digits.</param>
internal sealed record StudyItem(StudySetting Setting, GenerationRequest Request, string Hash)
{
    /// <summary>Where the picture goes, relative to the results folder; 256 folders, so that none gets too many files.</summary>
    internal string Picture => $"pictures/{Hash[..2]}/{Hash}.png";

    /// <summary>Makes an item.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="request">Its request, checked for the model and filled in.</param>
    /// <param name="model">The model that draws it.</param>
    internal static StudyItem Of(StudySetting setting, GenerationRequest request, ModelInfo model) =>
        new(setting, request, HashOf($"{model.Hash}{model.VaeHash}\n{model.Dtype}\n{model.Prediction}\n{model.TimestepSpacing}\n", request));

    /// <summary>Makes an item of a picture that is drawn.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="drawn">What its file says, all of it known.</param>
    internal static StudyItem Of(StudySetting setting, ImageMetadata drawn) =>
        new(setting, drawn.Request, HashOf($"{drawn.ModelHash}{drawn.VaeHash}\n{drawn.Dtype}\n{drawn.Prediction}\n{drawn.TimestepSpacing}\n", drawn.Request));

    private static string HashOf(string model, GenerationRequest request)
    {
        var text = new StringBuilder($"{model}{request.Prompt}\n{request.Merge}\n");
        foreach (var (known, value) in RequestSettings.All.Select(s => (s, s.InForce(request))).Where(s => s.Item2 is not null)) // a later version has more
        {
            text.Append(known.Name).Append('=').Append(SettingKind.Write(value!)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
