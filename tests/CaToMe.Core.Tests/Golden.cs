using System.Runtime.CompilerServices;
using System.Text.Json;
using CaToMe.Runtime;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>
/// The parity data: the folder in CATOME_GOLDEN, without it ../shared/golden beside the repository, without that tests/data.
/// </summary>
internal static class Golden
{
    internal static string Root { get; } = FindRoot();

    internal static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    internal static bool Has(params string[] parts) => Path.Exists(PathOf(parts));

    /// <summary>A model of the parity data; the embedded one is in the repository.</summary>
    internal static string Model(string name) => name == "emoji" ? Path.Combine(RepositoryFolder.Path, "models", "emoji") : PathOf("models", name);

    internal static JsonElement Json(params string[] parts)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(parts)));
        return document.RootElement.Clone();
    }

    /// <summary>The cases of a folder's JSON list; none where the folder does not have the file.</summary>
    internal static IEnumerable<JsonElement> Cases(params string[] parts) => Has(parts) ? Json(parts).EnumerateArray() : [];

    internal static SafetensorsFile Tensors(params string[] parts) => SafetensorsFile.Open(PathOf(parts));

    /// <summary>Largest absolute difference, relative to the largest expected value.</summary>
    internal static double RelativeError(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var (a, e) = (actual.to(ScalarType.Float64).cpu(), expected.to(ScalarType.Float64).cpu());
        var error = (a - e).abs().max() / e.abs().max().clamp_min(1e-12);
        return error.item<double>();
    }

    /// <summary>Mean absolute difference in units of the expected standard deviation.</summary>
    internal static double MeanErrorInDeviations(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var (a, e) = (actual.to(ScalarType.Float64).cpu(), expected.to(ScalarType.Float64).cpu());
        return ((a - e).abs().mean() / e.std()).item<double>();
    }

    private static string FindRoot() =>
        Environment.GetEnvironmentVariable("CATOME_GOLDEN") is { Length: > 0 } chosen ? chosen
        : Path.GetFullPath(Path.Combine(RepositoryFolder.Path, "..", "shared", "golden")) is var shared && Directory.Exists(shared) ? shared
        : Path.Combine(RepositoryFolder.Path, "tests", "data");

    [ModuleInitializer]
    internal static void LoadLibTorch() => NativeRuntime.Load();
}
