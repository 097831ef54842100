using static TorchSharp.torch;

namespace CaToMe.Metrics;

/// <summary>
/// Fréchet distance between two sets of features, taken as Gaussians (Heusel et al., 2017): |m1 - m2|^2 + tr(C1 + C2 - 2 sqrt(C1 C2)).
/// Over <see cref="Inception"/> features it is the Fréchet inception distance (FID).
/// </summary>
public static class FrechetDistance
{
    /// <summary>The distance between two sets.</summary>
    /// <param name="first">[pictures, features], at least two pictures.</param>
    /// <param name="second">[pictures, features], at least two pictures.</param>
    /// <returns>0 or more.</returns>
    /// <exception cref="CaToMeException">A set has fewer than two pictures, or the features are not of one kind.</exception>
    public static double Between(Tensor first, Tensor second)
    {
        if (first.shape is not [>= 2, var features] || second.shape is not [>= 2, var others] || features != others)
        {
            throw new CaToMeException(
                $"No Fréchet distance between features of shape [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}]: "
                + "give two sets of at least two pictures each.");
        }

        using var scope = NewDisposeScope();
        var (a, b) = (first.to(ScalarType.Float64), second.to(ScalarType.Float64));
        var (covarianceA, covarianceB) = (cov(a.T), cov(b.T)); // [F, F]
        var distance = (a.mean([0]) - b.mean([0])).square().sum() + covarianceA.trace() + covarianceB.trace()
            - (2 * TraceOfRootOfProduct(covarianceA, covarianceB));
        return Math.Max(0, distance.item<double>());
    }

    /// <summary>tr sqrt(A B) for covariances: A B has the eigenvalues of the symmetric sqrt(A) B sqrt(A).</summary>
    private static Tensor TraceOfRootOfProduct(Tensor a, Tensor b)
    {
        var (values, vectors) = linalg.eigh(a);
        var root = vectors.mul(values.clamp_min(0).sqrt()).matmul(vectors.T);
        return linalg.eigvalsh(root.matmul(b).matmul(root)).clamp_min(0).sqrt().sum();
    }
}
