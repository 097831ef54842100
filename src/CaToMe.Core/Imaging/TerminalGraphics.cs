namespace CaToMe.Imaging;

/// <summary>How a terminal shows pictures.</summary>
public enum TerminalGraphics
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>kitty's graphics protocol.</summary>
    Kitty,

    /// <summary>iTerm2's inline images.</summary>
    ITerm,

    /// <summary>Sixel graphics, of 216 colours.</summary>
    Sixel,
}
