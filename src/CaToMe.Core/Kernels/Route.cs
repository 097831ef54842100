namespace CaToMe.Kernels;

/// <summary>A way to compute a product, a convolution or attention.</summary>
internal enum Route
{
    /// <summary>libtorch's own layers.</summary>
    LibTorch,

    /// <summary>oneDNN on weights in its own order.</summary>
    OneDnn,

    /// <summary>Our own kernels, for 512-bit vectors.</summary>
    Own,
}

/// <summary>Names of routes.</summary>
internal static class RouteNames
{
    /// <summary>The name that tables and reports show.</summary>
    internal static string Name(this Route route) => route switch
    {
        Route.Own => "own",
        Route.OneDnn => "oneDNN",
        _ => "libtorch",
    };
}
