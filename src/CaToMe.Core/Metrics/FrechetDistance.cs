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
        var (meanA, meanB) = (a.mean([0]), b.mean([0]));
        // The rows' products are the covariances: C = X^T X.
        var (x, y) = ((a - meanA) / Math.Sqrt(a.shape[0] - 1), (b - meanB) / Math.Sqrt(b.shape[0] - 1)); // [pictures, F]
        var root = Math.Max(x.shape[0], y.shape[0]) < features ? OfFewPictures(x, y) : OfFewFeatures(x.T.matmul(x), y.T.matmul(y));
        var distance = (meanA - meanB).square().sum() + x.square().sum() + y.square().sum() - (2 * root);
        return Math.Max(0, distance.item<double>());
    }

    /// <summary>tr sqrt(A B) for covariances [F, F]: A B has the eigenvalues of the symmetric sqrt(A) B sqrt(A).</summary>
    private static Tensor OfFewFeatures(Tensor a, Tensor b)
    {
        var (values, vectors) = linalg.eigh(a);
        var root = vectors.mul(values.clamp_min(0).sqrt()).matmul(vectors.T);
        return linalg.eigvalsh(root.matmul(b).matmul(root)).clamp_min(0).sqrt().sum();
    }

    /// <summary>The same of X^T X and Y^T Y: their product has the squared singular values of X Y^T, which is smaller.</summary>
    private static Tensor OfFewPictures(Tensor x, Tensor y) => linalg.svdvals(x.matmul(y.T)).sum();
}
