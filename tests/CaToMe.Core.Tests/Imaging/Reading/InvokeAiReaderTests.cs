namespace CaToMe.Tests.Imaging.Reading;

public sealed class InvokeAiReaderTests
{
    private const string Castle = "a castle | blur | 30 dpm++2m-karras 7.5 77 512x768 1";

    [Theory]
    [InlineData("""
        {"positive_prompt": "a castle", "negative_prompt": "blur", "width": 512, "height": 768, "seed": 77, "cfg_scale": 7.5, "steps": 30,
          "scheduler": "dpmpp_2m_k", "clip_skip": 1, "model": {"model_name": "m", "base_model": "sd-1"}, "app_version": "3.0"}
        """)]
    [InlineData("""
        {"app_version": "4.2", "generation_mode": "txt2img", "positive_prompt": "a castle", "negative_prompt": "blur", "positive_style_prompt": "",
          "steps": 30, "cfg_scale": 7.5, "seed": 77, "height": 768, "width": 512, "scheduler": "dpmpp_2m_k", "clip_skip": 1, "model": {"key": "k",
          "hash": "h", "name": "m", "base": "sd-1", "type": "main"}, "loras": []}
        """)]
    public void Settings_are_read(string json)
    {
        var read = Texts.Read(("invokeai_metadata", json), ("invokeai_graph", "{}"));
        Assert.Equal(("InvokeAI", Castle, "m"), (read.Writer, read.Summary(), read.ModelName));
    }

    [Theory]
    [InlineData("\"a castle [blur]\"")]
    [InlineData("""[{"prompt": "a castle [blur]", "weight": 1.0}]""")]
    public void Versions_before_the_third_are_read(string prompt)
    {
        var read = Texts.Read(("sd-metadata", $$"""
            {"model": "stable diffusion", "model_weights": "m", "model_hash": "h", "app_version": "2.2", "image": {"prompt": {{prompt}},
              "steps": 30, "cfg_scale": 7.5, "height": 768, "width": 512, "seed": 77, "sampler": "k_euler_a", "type": "txt2img"} }
            """), ("Dream", "\"not this\" -s 1"));
        Assert.Equal(("a castle | blur | 30 euler-a 7.5 77 512x768 0", "m", "h"), (read.Summary(), read.ModelName, read.ModelHash));
    }

    [Theory]
    [InlineData("\"a castle [blur]\" -s 30 -S 77 -W 512 -H 768 -C 7.5 -A k_lms", "a castle | blur | 30 lms 7.5 77 512x768 0")]
    [InlineData("\"a castle [blur]\" -A k_lms -C7.5 -H768 -W512 -S77 -s30 -G 0.8 -F", "a castle | blur | 30 lms 7.5 77 512x768 0")]
    [InlineData("a castle --steps 30 --seed 77 --sampler=k_lms --cfg_scale=7.5", "a castle |  | 30 lms 7.5 77 x 0")]
    [InlineData("\"the \\\"castle\\\" - 2\" -s 30 -S -1", "the \"castle\" - 2 |  | 30 ?  ? x 0")]
    [InlineData("\"a castle\"", "a castle |  | ? ?  ? x 0")]
    public void The_oldest_form_is_read(string text, string settings) => Assert.Equal(settings, Texts.Read(("Dream", text)).Summary());

    [Theory]
    [InlineData("invokeai_metadata", "{\"positive_prompt\": \"a")]
    [InlineData("invokeai_metadata", "{\"steps\": 3}")]
    [InlineData("sd-metadata", "{\"image\": {\"steps\": 3}}")]
    [InlineData("sd-metadata", "{\"image\": 3}")]
    [InlineData("invokeai_graph", "{\"nodes\": {}}")]
    [InlineData("Dream", "-s 30")]
    public void What_cannot_be_read_is_an_error_that_names_the_program(string keyword, string text) =>
        Assert.Contains("InvokeAI wrote", Texts.Refusal((keyword, text)));
}
