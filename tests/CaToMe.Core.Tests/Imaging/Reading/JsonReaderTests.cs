namespace CaToMe.Tests.Imaging.Reading;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("Fooocus", """
        {"prompt": "a castle", "negative_prompt": "blur", "steps": 30, "performance": "Speed", "resolution": "(1152, 896)", "guidance_scale": 4.5,
          "sampler": "dpmpp_2m", "scheduler": "karras", "seed": "77", "clip_skip": 2, "metadata_scheme": "fooocus"}
        """, "a castle | blur | 30 dpm++2m-karras 4.5 77 1152x896 1")]
    [InlineData("Fooocus", """
        {"Prompt": "a castle", "Negative Prompt": "blur", "Performance": "Speed", "Resolution": "(1152, 896)", "Guidance Scale": 4,
          "Sampler": "euler_ancestral", "Scheduler": "normal", "Seed": 77, "Steps": 30.0}
        """, "a castle | blur | 30 euler-a 4 77 1152x896 0")]
    [InlineData("RuinedFooocus", """
        {"Prompt": "a castle", "Negative": "blur", "steps": 30, "cfg": 8, "width": 1152, "height": 896, "seed": 77, "sampler_name": "uni_pc",
          "scheduler": "karras", "software": "RuinedFooocus"}
        """, "a castle | blur | 30 unipc 8 77 1152x896 0")]
    [InlineData("Easy Diffusion", """
        {"prompt": "a castle", "seed": -1, "negative_prompt": null, "num_inference_steps": 25, "guidance_scale": 7.5, "width": 512, "height": 512,
          "sampler_name": "euler_a"}
        """, "a castle |  | 25 euler-a 7.5 ? 512x512 0")]
    [InlineData("SwarmUI", """
        {"sui_image_params": {"prompt": "a castle", "negativeprompt": "blur", "model": "m", "seed": 77, "steps": 30, "cfgscale": 7.0,
          "aspectratio": "1:1", "width": 1152, "height": 896, "sampler": "dpmpp_2m", "scheduler": "karras", "clipstopatlayer": -2},
          "sui_extra_data": {"date": "now"}}
        """, "a castle | blur | 30 dpm++2m-karras 7 77 1152x896 1")]
    public void Settings_in_JSON_are_read(string writer, string json, string settings)
    {
        var read = Texts.Read(("parameters", json));
        Assert.Equal((writer, settings), (read.Writer, read.Summary()));
        Assert.Equal(settings, Texts.Read(("UserComment", json)).Summary());
    }

    [Theory]
    [InlineData("Fooocus", "{\"prompt\": \"a cas", "fooocus_scheme", "fooocus")]
    [InlineData("Fooocus", "{\"steps\": 3}", "fooocus_scheme", "fooocus")]
    [InlineData("SwarmUI", "{\"sui_image_params\": {\"prompt\": \"a c", "x", "x")]
    [InlineData("SwarmUI", "{\"sui_image_params\": [1]}", "x", "x")]
    [InlineData("SwarmUI", "{\"sui_image_params\": {\"steps\": 3}}", "x", "x")]
    [InlineData("PaintBot 2", "{\"text\": \"a castle\", \"n\": 3}", "Software", "PaintBot 2")]
    [InlineData("PaintBot 2", "{\"text\": \"a castle\", \"app\": \"PaintBot 2\"}", "x", "x")]
    [InlineData("PaintBot 2", "{\"prompt\": [\"a castle\"], \"seed\": 3}", "Software", "PaintBot 2")]
    [InlineData("PaintBot 2", "{\"prompt\": \"a castle\", \"negative_prompt\": {\"weight\": 1}, \"seed\": 3}", "Software", "PaintBot 2")]
    [InlineData("PaintBot 2", "{\"text\": \"a cas", "Software", "PaintBot 2")]
    [InlineData("PaintBot 2", "[{\"text\": \"a castle\"}]", "Software", "PaintBot 2")]
    [InlineData("a program without a name", "{\"text\": \"a castle\"}", "x", "x")]
    public void What_cannot_be_read_is_an_error_that_names_the_program(string writer, string json, string keyword, string text) =>
        Assert.Contains($"{writer} wrote", Texts.Refusal(("parameters", json), (keyword, text)));

    [Fact]
    public void A_prompt_with_braces_is_no_JSON() => Assert.Equal("{a|b} castle", Texts.Read(("parameters", "{a|b} castle")).Request.Prompt);

    [Fact]
    public void Fooocus_can_write_as_the_web_UI_does() =>
        Assert.Equal(
            "a castle",
            Texts.Read(("parameters", "a castle\nSteps: 30, Sampler: Euler, Seed: 7, Size: 8x8"), ("fooocus_scheme", "a1111")).Request.Prompt);

    [Fact]
    public void A_spacing_that_is_none_of_ours_is_kept() =>
        Assert.Equal(
            "karras",
            Texts.Read(("parameters", """{"prompt": "a", "steps": 3, "sampler": "euler", "scheduler": "karras"}""")).Other["scheduler"]);

    [Fact]
    public void Easy_Diffusion_writes_a_text_per_setting() => Assert.Equal(
        "a castle | blur | 25 euler-a 7.5 77 512x384 0",
        Texts.Read(("prompt", "a castle"), ("negative_prompt", "blur"), ("seed", "77"), ("num_inference_steps", "25"),
            ("guidance_scale", "7.5"), ("width", "512"), ("height", "384"), ("sampler_name", "euler_a"))
                .Summary());

    [Theory]
    [InlineData("Software", "NovelAI", """
        {"steps": 28, "height": 1216, "width": 832, "scale": 5.5, "seed": 9, "noise_schedule": "karras", "sampler": "k_dpmpp_2m", "uc": "blur",
          "prompt": "not this"}
        """, "a castle | blur | 28 dpm++2m-karras 5.5 9 832x1216 0")]
    [InlineData("Source", "NovelAI Diffusion V4", """
        {"steps": 28, "scale": 5, "seed": 9, "sampler": "k_euler_ancestral", "noise_schedule": "native",
          "v4_negative_prompt": {"caption": {"base_caption": "blur"}}}
        """, "a castle | blur | 28 euler-a 5 9 x 0")]
    [InlineData("Title", "AI generated image", """{"steps": 28, "scale": 5, "seed": -1, "sampler": "ddim", "uc": ""}""", "a castle |  | 28 ddim 5 ? x 0")]
    public void NovelAI_is_read(string keyword, string text, string comment, string settings)
    {
        var read = Texts.Read(("Description", "a castle"), (keyword, text), ("Comment", comment));
        Assert.Equal(("NovelAI", settings), (read.Writer, read.Summary()));
    }

    [Fact]
    public void NovelAIs_prompt_may_be_in_the_comment_alone() =>
        Assert.Equal(
            "a castle",
            Texts.Read(("Software", "NovelAI"), ("Comment", """{"steps": 28, "v4_prompt": {"caption": {"base_caption": "a castle"}}}""")).Request.Prompt);

    [Theory]
    [InlineData("Software", "NovelAI")]
    [InlineData("Comment", "{\"steps\": 2")]
    [InlineData("Comment", "{\"steps\": 28}")]
    public void NovelAI_without_its_settings_is_named(string keyword, string text) =>
        Assert.Contains("NovelAI wrote", Texts.Refusal([("Software", "NovelAI"), .. keyword == "Comment" ? new[] { (keyword, text) } : []]));
}
