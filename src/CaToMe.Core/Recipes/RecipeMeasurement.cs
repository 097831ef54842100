namespace CaToMe.Recipes;

/// <summary>What a recipe was measured on.</summary>
public sealed record RecipeMeasurement
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Its hash, as in <c>ModelInfo.Hash</c>.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Picture width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Picture height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The guidance scale.</summary>
    public required double GuidanceScale { get; init; }

    /// <summary>Prompts that took no part in finding it.</summary>
    public required int Prompts { get; init; }

    /// <summary>Mean likeness of their pictures to the converged ones, in dB (PSNR).</summary>
    public required double Psnr { get; init; }

    /// <summary>The worst of them, in dB.</summary>
    public required double WorstPsnr { get; init; }

    /// <summary>Sampling time of a picture, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// How many times as fast it is as the best sampler, schedule and number of steps that are as like the converged pictures, in the same run; null
    /// where none of those that were tried is.
    /// </summary>
    public double? SpeedUp { get; init; }

    /// <summary>The same beside runs in the recipe's own type; null where that is the model's.</summary>
    public double? SpeedUpInType { get; init; }

    /// <summary>The processor or device, and its threads.</summary>
    public required string Machine { get; init; }

    /// <summary>CaToMe's version.</summary>
    public required string Version { get; init; }
}
