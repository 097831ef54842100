namespace CaToMe.Sampling;

/// <summary>
/// The natural logarithm in float32 with the rounding of NumPy's vector code (a rational approximation around 1, at most 4
/// units in the last place off): interpolated timesteps equal those of diffusers only with it.
/// </summary>
internal static class SingleLog
{
    /// <summary>The logarithm of a positive, normal number.</summary>
    internal static float Of(float x)
    {
        // x = 2^exponent (1 + y) with 1 + y between √½ and √2
        var exponent = MathF.ILogB(x);
        var mantissa = MathF.ScaleB(x, -exponent);
        if (mantissa / 2 > MathF.Sqrt(0.5f))
        {
            (mantissa, exponent) = (mantissa / 2, exponent + 1);
        }

        var y = mantissa - 1;
        var numerator = Polynomial(y, [2.589979117907922693523e-02f, 3.808837741388407920751e-01f, 1.480000633576506585156f, 2.112677543073053063722f, 1, 0]);
        var denominator = Polynomial(y,
            [5.875095403124574342950e-03f, 1.546476374983906719538e-01f, 9.864942958519418960339e-01f, 2.453006071784736363091f, 2.612677543073109236779f, 1]);
        return MathF.FusedMultiplyAdd(exponent, (float)Math.Log(2), numerator / denominator);
    }

    private static float Polynomial(float y, ReadOnlySpan<float> coefficients)
    {
        var sum = 0f;
        foreach (var coefficient in coefficients)
        {
            sum = MathF.FusedMultiplyAdd(sum, y, coefficient);
        }

        return sum;
    }
}
