namespace CaToMe.Tests.Imaging.Reading;

public sealed class ComfyUiReaderTests
{
    private const string Castle = "a castle | blur | 20 dpm++2m-karras 8 12 512x768 0";

    /// <summary>The nodes around a sampler, of which a test writes its own.</summary>
    private const string Around = """
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blur", "clip": ["4", 1]}},
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}}
        """;

    private const string Sampler = """
        "3": {"class_type": "KSampler", "inputs": {"seed": 12, "steps": 20, "cfg": 8, "sampler_name": "dpmpp_2m", "scheduler": "karras", "denoise": 1,
          "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("""
        "3": {"class_type": "KSamplerAdvanced", "inputs": {"add_noise": "enable", "noise_seed": 12, "steps": 20, "cfg": 8.0,
          "sampler_name": "dpmpp_2m", "scheduler": "karras", "start_at_step": 0, "end_at_step": 10000, "model": ["4", 0], "positive": ["6", 0],
          "negative": ["7", 0], "latent_image": ["5", 0]}}
        """)]
    [InlineData("""
        "3": {"class_type": "SamplerCustom", "inputs": {"add_noise": true, "noise_seed": 12, "cfg": 8, "model": ["4", 0], "positive": ["6", 0],
          "negative": ["7", 0], "sampler": ["20", 0], "sigmas": ["21", 0], "latent_image": ["5", 0]}},
        "20": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "dpmpp_2m"}},
        "21": {"class_type": "KarrasScheduler", "inputs": {"steps": 20, "sigma_max": 14.6, "sigma_min": 0.03, "rho": 7}}
        """)]
    [InlineData("""
        "3": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["22", 0], "guider": ["23", 0], "sampler": ["20", 0], "sigmas": ["24", 0],
          "latent_image": ["5", 0]}},
        "20": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "dpmpp_2m"}},
        "24": {"class_type": "SplitSigmas", "inputs": {"sigmas": ["21", 0], "step": 0}},
        "21": {"class_type": "BasicScheduler", "inputs": {"scheduler": "karras", "steps": 20, "denoise": 1, "model": ["4", 0]}},
        "22": {"class_type": "RandomNoise", "inputs": {"noise_seed": 12}},
        "23": {"class_type": "CFGGuider", "inputs": {"cfg": 8, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]}}
        """)]
    [InlineData("""
        "3": {"class_type": "KSampler", "inputs": {"seed": ["20", 0], "steps": ["21", 0], "cfg": ["22", 0], "sampler_name": ["23", 0],
          "scheduler": ["24", 0], "denoise": 1, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
        "20": {"class_type": "Seed (rgthree)", "inputs": {"seed": 12}},
        "21": {"class_type": "PrimitiveInt", "inputs": {"value": 20}},
        "22": {"class_type": "Reroute", "inputs": {"": ["25", 0]}},
        "25": {"class_type": "PrimitiveFloat", "inputs": {"value": 8}},
        "23": {"class_type": "Sampler Selector", "inputs": {"sampler_name": "dpmpp_2m"}},
        "24": {"class_type": "Scheduler Selector", "inputs": {"scheduler": "karras"}}
        """)]
    [InlineData("""
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0], "clip": ["4", 1]}},
        "20": {"class_type": "PrimitiveStringMultiline", "inputs": {"value": "a castle"}}
        """)]
    [InlineData("""
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0], "clip": ["4", 1]}},
        "20": {"class_type": "StringConcatenate", "inputs": {"string_a": "a", "string_b": ["21", 0], "delimiter": " "}},
        "21": {"class_type": "ShowText|pysssss", "inputs": {"text": ["22", 0], "text_0": "old"}},
        "22": {"class_type": "String Literal", "inputs": {"string": "castle"}}
        """)]
    [InlineData("""
        "6": {"class_type": "CLIPTextEncodeSDXL", "inputs": {"width": 1, "height": 1, "crop_w": 0, "crop_h": 0, "target_width": 1,
          "target_height": 1, "text_g": "a castle", "text_l": "a castle", "clip": ["4", 1]}}
        """)]
    [InlineData("""
        "6": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["20", 0], "conditioning_2": ["20", 0]}},
        "20": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle", "clip": ["4", 1]}}
        """)]
    [InlineData("""
        "6": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["20", 0], "control_net": ["21", 0], "image": ["22", 0], "strength": 1}},
        "20": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle", "clip": ["4", 1]}}
        """)]
    [InlineData("""
        "3": {"class_type": "KSampler", "inputs": {"seed": 12, "steps": 20, "cfg": 8, "sampler_name": "dpmpp_2m", "scheduler": "karras",
          "model": ["4", 0], "positive": ["20", 0], "negative": ["20", 1], "latent_image": ["5", 0]}},
        "20": {"class_type": "ControlNetApplyAdvanced", "inputs": {"strength": 1, "positive": ["6", 0], "negative": ["7", 0],
          "control_net": ["21", 0], "image": ["22", 0]}}
        """)]
    [InlineData("""
        "3": {"class_type": "KSampler", "inputs": {"seed": 12, "steps": 20, "cfg": 8, "sampler_name": "dpmpp_2m", "scheduler": "karras",
          "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["20", 0]}},
        "20": {"class_type": "LatentFromBatch", "inputs": {"samples": ["5", 0], "batch_index": 0}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": ["21", 0], "height": ["22", 0], "batch_size": 1}},
        "21": {"class_type": "INTConstant", "inputs": {"value": 512}},
        "22": {"class_type": "INTConstant", "inputs": {"value": 768}}
        """)]
    [InlineData("""
        "8": {"class_type": "LatentUpscale", "inputs": {"samples": ["3", 0], "width": 1024, "height": 1536}},
        "20": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 9, "cfg": 2, "sampler_name": "euler", "scheduler": "normal", "denoise": 0.5,
          "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["8", 0]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["20", 0]}}
        """)]
    [InlineData("""
        "1": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 9, "cfg": 2, "sampler_name": "euler", "scheduler": "normal",
          "model": ["4", 0], "positive": ["7", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}
        """)]
    [InlineData("""
        "3": {"class_type": "KSampler (Efficient)", "inputs": {"seed": 12, "steps": 20, "cfg": 8, "sampler_name": "dpmpp_2m", "scheduler": "karras",
          "model": ["20", 0], "positive": ["20", 1], "negative": ["20", 2], "latent_image": ["20", 3]}},
        "20": {"class_type": "Efficient Loader", "inputs": {"ckpt_name": "m.safetensors", "positive": "a castle", "negative": "blur",
          "empty_latent_width": 512, "empty_latent_height": 768, "batch_size": 1}}
        """)]
    [InlineData(""" "30": {"class_type": "LoadImage", "inputs": {"image": "x.png"}, "is_changed": [NaN]} """)]
    public void A_graph_is_followed_to_its_settings(string nodes)
    {
        var read = Texts.Read(("prompt", Graph(nodes)), ("workflow", "{}"));
        Assert.Equal(("ComfyUI", Castle, "m.safetensors"), (read.Writer, read.Summary(), read.ModelName));
    }

    [Theory]
    [InlineData("ConditioningConcat", "conditioning_from", "conditioning_to")]
    [InlineData("ConditioningCombine", "conditioning_2", "conditioning_1")]
    public void Combined_texts_are_joined_in_their_order(string combining, string last, string first)
    {
        var read = Texts.Read(("prompt", Graph($$"""
            "6": {"class_type": "{{combining}}", "inputs": {"{{last}}": ["21", 0], "{{first}}": ["20", 0] } },
            "20": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle"} },
            "21": {"class_type": "CLIPTextEncode", "inputs": {"text": "a hill"} }
            """)));
        Assert.Equal("a castle, a hill", read.Request.Prompt);
        Assert.Equal($"node 6 ({combining})", read.Other["positive through"]);
    }

    [Fact]
    public void Adapters_and_clip_skip_are_on_the_way_to_the_model()
    {
        var read = Texts.Read(("prompt", Graph("""
            "3": {"class_type": "KSampler", "inputs": {"seed": 12, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "beta",
              "model": ["20", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
            "20": {"class_type": "LoraLoader", "inputs": {"lora_name": "l.safetensors", "strength_model": 0.8, "strength_clip": 1,
              "model": ["21", 0], "clip": ["22", 0]}},
            "21": {"class_type": "FreeU", "inputs": {"b1": 1, "model": ["4", 0]}},
            "22": {"class_type": "CLIPSetLastLayer", "inputs": {"stop_at_clip_layer": -2, "clip": ["4", 1]}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle", "clip": ["20", 1]}},
            "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blur", "clip": ["20", 1]}}
            """)));
        Assert.Equal(("m.safetensors", 1, "euler"), (read.ModelName, read.Request.ClipSkip, read.Request.Sampler));
        Assert.Equal(new Dictionary<string, string> { ["scheduler"] = "beta", ["LoRA"] = "l.safetensors: 0.8" }, read.Other);
    }

    [Fact]
    public void A_guider_without_a_negative_prompt_uses_no_guidance() => Assert.Equal(
        "a castle |  | 20 euler 1 12 512x768 0",
        Texts.Read(("prompt", Graph("""
            "3": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["22", 0], "guider": ["23", 0], "sampler": ["20", 0],
              "sigmas": ["21", 0], "latent_image": ["5", 0]}},
            "20": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
            "21": {"class_type": "BasicScheduler", "inputs": {"scheduler": "normal", "steps": 20, "denoise": 1, "model": ["4", 0]}},
            "22": {"class_type": "RandomNoise", "inputs": {"noise_seed": 12}},
            "23": {"class_type": "BasicGuider", "inputs": {"model": ["4", 0], "conditioning": ["6", 0]}}
            """))).Summary());

    [Fact]
    public void A_number_that_a_node_computes_is_not_known()
    {
        var read = Texts.Read(("prompt", Graph("""
            "3": {"class_type": "KSampler", "inputs": {"seed": ["20", 0], "steps": 20, "cfg": 8, "sampler_name": "res_2s", "scheduler": "karras",
              "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
            "20": {"class_type": "MathExpression", "inputs": {"expression": "a + 1", "a": ["21", 0]}},
            "21": {"class_type": "PrimitiveInt", "inputs": {"value": 4}}
            """)));
        Assert.Equal(["Seed"], read.Unstated);
        Assert.Equal(("computed by node 20", "res_2s"), (read.Other["seed"], read.UnknownSampler));
    }

    [Theory]
    [InlineData("node 20 (StringReplace)", """
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0]}},
        "20": {"class_type": "StringReplace", "inputs": {"string": "a house", "find": "house", "replace": "castle"}}
        """)]
    [InlineData("node 20 (Writer)", """ "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0]}}, "20": {"class_type": "Writer", "inputs": {}} """)]
    [InlineData("node 6 (Strange)", """ "6": {"class_type": "Strange", "inputs": {"a": ["7", 0], "b": ["7", 0]}} """)]
    [InlineData("node 66", """
        "3": {"class_type": "KSampler", "inputs": {"steps": 20, "positive": ["66", 0], "negative": ["7", 0], "latent_image": ["5", 0]}}
        """)]
    [InlineData("node 6 (Loop)", """
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0]}},
        "20": {"class_type": "Loop", "inputs": {"text": ["6", 0]}},
        "6": {"class_type": "Loop", "inputs": {"text": ["20", 0]}}
        """)]
    [InlineData("node 3 (KSampler)", """ "6": {"class_type": "Loop", "inputs": {"conditioning": ["6", 0]}} """)]
    [InlineData("node 3 (KSampler)", """ "5": {"class_type": "KSampler", "inputs": {"steps": 1, "positive": ["6", 0], "latent_image": ["3", 0]}} """)]
    [InlineData("node 3 (KSampler) and node 20 (KSampler)", """
        "20": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 9, "positive": ["7", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
        "21": {"class_type": "SaveImage", "inputs": {"images": ["20", 0]}}
        """)]
    [InlineData("node 3 (MagicSampler)", """ "3": {"class_type": "MagicSampler", "inputs": {"pipe": ["4", 0]}} """)]
    [InlineData("no sampler", """ "3": {"class_type": "Magic", "inputs": {"pipe": ["4", 0]}} """)]
    public void A_graph_that_cannot_be_followed_names_the_node(string named, string nodes)
    {
        var message = Texts.Refusal(("prompt", Graph(nodes)), ("workflow", "{}"));
        Assert.Contains("ComfyUI wrote", message);
        Assert.Contains(named, message);
    }

    [Theory]
    [InlineData("workflow", "{\"nodes\": []}", "workflow", "{\"nodes\": []}")]
    [InlineData("prompt", "{\"3\": {\"inp", "workflow", "{}")]
    [InlineData("prompt", "{}", "workflow", "{}")]
    public void A_graph_that_is_missing_or_cut_off_is_an_error_that_names_the_program(string keyword, string text, string other, string otherText) =>
        Assert.Contains("ComfyUI wrote", Texts.Refusal([.. new[] { (keyword, text), (other, otherText) }.Distinct()]));

    [Fact]
    public void Settings_in_the_web_UIs_form_beside_the_graph_count() =>
        Assert.Equal(
            "a tower",
            Texts.Read(("parameters", "a tower\nSteps: 3, Sampler: Euler, Seed: 1, Size: 8x8"), ("prompt", Graph("")), ("workflow", "{}"))
                .Request.Prompt);

    [Fact]
    public void Joining_without_end_is_refused()
    {
        var joins = string.Join(',', Enumerable.Range(20, 60).Select(i =>
            $$""" "{{i}}": {"class_type": "Join", "inputs": {"string_a": ["{{i + 1}}", 0], "string_b": ["{{i + 1}}", 0] } } """));
        Assert.Contains("ComfyUI wrote", Texts.Refusal(("prompt", Graph($$"""
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0] } }, {{joins}},
            "80": {"class_type": "String", "inputs": {"value": "a"} }
            """))));
    }

    /// <summary>A graph; of two nodes with one id the last one counts.</summary>
    private static string Graph(string nodes) => $"{{{Sampler}, {Around}{(nodes.Length > 0 ? "," : "")}{nodes}}}";
}
