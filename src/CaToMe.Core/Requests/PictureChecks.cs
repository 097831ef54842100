using CaToMe.ControlNets;

namespace CaToMe.Requests;

/// <summary>What settings of pictures to begin at decide together.</summary>
internal static class PictureChecks
{
    /// <summary>What is not accepted.</summary>
    internal static IEnumerable<OptionException?> Of(GenerationRequest request)
    {
        yield return request.Mask is not null && request.InitImage is null
            ? new OptionException(nameof(request.Mask), request.Mask, "it marks a part of a picture: give that too, with InitImage.")
            : null;
        yield return request.Mask is not null && request.Hires != 1
            ? new OptionException(nameof(request.Hires), request.Hires, "a masked picture has one pass: give 1, or no Mask.")
            : null;
        yield return request.InitialLatents is not null && request.InitImage is not null
            ? new OptionException(nameof(request.InitialLatents), "given", "a run begins at these or at InitImage: give one of them.")
            : null;
        yield return request.HiresSteps is not null && request.Schedule is { IsFound: true } or { Timesteps: not null }
            ? new OptionException(nameof(request.HiresSteps), request.HiresSteps, "the timesteps of the schedule are given one by one: leave it out.")
            : null;
        foreach (var error in ControlReference.CheckFiles(request.Control))
        {
            yield return error;
        }

        yield return request.InitImage is null ? null : Strength(nameof(request.Strength), request.Strength, request.Steps);
        yield return request.Hires == 1 || request.HiresSteps is not null
            ? null
            : Strength(nameof(request.HiresStrength), request.HiresStrength, request.Steps);
    }

    private static OptionException? Strength(string name, double strength, int steps) => strength > 0 && steps > 0 && (int)(steps * strength) < 1
        ? new OptionException(name, strength, $"of {steps} steps that leaves none: give more, or more Steps.")
        : null;
}
