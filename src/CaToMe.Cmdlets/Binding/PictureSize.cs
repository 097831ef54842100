using CaToMe.Settings;

namespace CaToMe.Binding;

/// <summary>A picture's size, which Size says, or Width and Height.</summary>
internal static class PictureSize
{
    /// <summary>The sides in force. What the command line gave counts for more than what the record says.</summary>
    /// <param name="binder">Knows what the command line gave.</param>
    /// <param name="size">The parameter Size.</param>
    /// <param name="width">The parameter Width.</param>
    /// <param name="height">The parameter Height.</param>
    /// <exception cref="OptionException">They say different sizes, and one counts for as much as the other.</exception>
    internal static (int? Width, int? Height) InForce(RecordBinder binder, ImageSize? size, int? width, int? height)
    {
        if (size is not { } both)
        {
            return (width, height);
        }

        var agree = (width ?? both.Width, height ?? both.Height) == (both.Width, both.Height);
        var sizeIsFixed = binder.IsFixed(nameof(Requests.RequestSettings.Size));
        var sidesAreFixed = binder.IsFixed(nameof(Requests.RequestSettings.Width)) || binder.IsFixed(nameof(Requests.RequestSettings.Height));
        if (!agree && sizeIsFixed == sidesAreFixed)
        {
            var sides = string.Join(", ", new[] { width is null ? null : $"Width is {width}", height is null ? null : $"Height is {height}" }.OfType<string>());
            throw new OptionException("Size", both, $"{sides}. Give Size alone, or Width and Height.");
        }

        return sizeIsFixed && !sidesAreFixed ? (both.Width, both.Height) : (width ?? both.Width, height ?? both.Height);
    }
}
