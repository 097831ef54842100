namespace CaToMe.Requests;

/// <summary>How prompts are read.</summary>
public enum PromptSyntax
{
    /// <summary>Every character is text; the text encoder reads 75 tokens, and the rest is cut.</summary>
    Plain,

    /// <summary>
    /// As AUTOMATIC1111's web UI does: <c>(word:1.3)</c>, <c>[word]</c>, <c>BREAK</c>, <c>[from:to:when]</c>, <c>[a|b]</c>, <c>&lt;lora:name:0.8&gt;</c>,
    /// <c>__wildcard__</c>; long prompts in chunks of 75 tokens.
    /// </summary>
    WebUi,
}
