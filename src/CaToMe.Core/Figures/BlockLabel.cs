namespace CaToMe.Figures;

/// <summary>A block's name for a legend.</summary>
internal static class BlockLabel
{
    /// <summary><c>down_blocks.0.attentions.1.transformer_blocks.0</c> becomes <c>down 0, attention 1</c>; later transformer blocks add theirs.</summary>
    internal static string Of(string block)
    {
        var parts = block.Split('.');
        var label = parts switch
        {
            [var side, var level, "attentions", var attention, ..] => $"{Side(side)} {level}, attention {attention}",
            [var side, "attentions", var attention, ..] => $"{Side(side)}, attention {attention}",
            _ => block,
        };
        return parts is [.., "transformer_blocks", not "0"] ? $"{label}, block {parts[^1]}" : label;
    }

    private static string Side(string name) => name.Split('_')[0];
}
