namespace CaToMe.Hub;

/// <summary>Where the hub and its cache are, as the environment says it to every program that uses them.</summary>
/// <param name="Cache">The cache: <c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c>, which is <c>~/.cache/huggingface</c> unless it is set.</param>
/// <param name="Endpoint">The hub's address: <c>HF_ENDPOINT</c>.</param>
/// <param name="Token">Who asks: <c>HF_TOKEN</c>, else the file <c>token</c> in <c>HF_HOME</c>; null is nobody.</param>
/// <param name="IsOffline">Whether <c>HF_HUB_OFFLINE</c> forbids the network.</param>
internal sealed record HubSettings(string Cache, Uri Endpoint, string? Token, bool IsOffline)
{
    private const string PublicEndpoint = "https://huggingface.co";

    private static readonly string[] Yes = ["1", "ON", "YES", "TRUE"];

    /// <summary>What the variables say. Reference: huggingface_hub, <c>constants.py</c>.</summary>
    /// <param name="variable">Reads a variable; null reads this process's.</param>
    /// <exception cref="CaToMeException">The address is none, or there is no home folder.</exception>
    internal static HubSettings FromEnvironment(Func<string, string?>? variable = null)
    {
        var read = variable ?? Environment.GetEnvironmentVariable;
        string? Of(params string[] names) => names.Select(n => read(n)?.Trim()).FirstOrDefault(v => !string.IsNullOrEmpty(v));

        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var home = Expanded(Of("HF_HOME") ?? Path.Combine(Of("XDG_CACHE_HOME") ?? Path.Combine(profile, ".cache"), "huggingface"));
        var cache = Expanded(Of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"));
        var endpoint = Of("HF_ENDPOINT") ?? PublicEndpoint;
        if (!Uri.TryCreate(endpoint.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            throw new CaToMeException($"HF_ENDPOINT is {endpoint}: set it to an https address, or unset it for {PublicEndpoint}.");
        }

        var token = Of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") ?? FromFile(Expanded(Of("HF_TOKEN_PATH") ?? Path.Combine(home, "token")));
        return new HubSettings(cache, address, token, Yes.Contains(Of("HF_HUB_OFFLINE")?.ToUpperInvariant()));

        string Expanded(string path)
        {
            var full = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(profile, path[1..].TrimStart('/')) : path;
            return Path.IsPathFullyQualified(full) ? full : Path.GetFullPath(full);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Without the token: a record's text may end in a log.</remarks>
    public override string ToString() => $"{Endpoint} with the cache {Cache}{(IsOffline ? ", offline" : "")}";

    private static string? FromFile(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
