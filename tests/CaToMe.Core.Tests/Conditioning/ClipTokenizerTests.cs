using CaToMe.Conditioning;

namespace CaToMe.Tests.Conditioning;

public class ClipTokenizerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("catome-").FullName;

    private static string Emoji => Path.Combine(Golden.Model("emoji"), "tokenizer");

    [Theory]
    [InlineData("a red apple, NAÏVE 猫 😀 <|endoftext|> 3d's")]
    [InlineData("")]
    public void Both_forms_of_a_vocabulary_give_the_same_ids(string text)
    {
        Take("tokenizer.json");
        Assert.Equal(ClipTokenizer.Load(Emoji).Encode(text).Ids, ClipTokenizer.Load(folder).Encode(text).Ids);
    }

    [Fact]
    public void Older_files_that_write_a_pair_as_one_string_give_the_same_ids()
    {
        var text = File.ReadAllText(Path.Combine(Emoji, "tokenizer.json"));
        var json = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        var merges = json["model"]!["merges"]!.AsArray();
        json["model"]!["merges"] = new System.Text.Json.Nodes.JsonArray([.. merges.Select(m => $"{m![0]} {m[1]}")]);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());

        Assert.Equal(ClipTokenizer.Load(Emoji).Encode("a red apple").Ids, ClipTokenizer.Load(folder).Encode("a red apple").Ids);
    }

    [Fact]
    public void A_prompt_is_padded_with_the_models_own_token()
    {
        Take("vocab.json", "merges.txt");
        Assert.Equal(1159, ClipTokenizer.Load(folder).Encode("a").Ids[^1]);

        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{ "pad_token": "a" }""");
        File.WriteAllText(Path.Combine(folder, "special_tokens_map.json"), """{ "pad_token": { "content": "!", "lstrip": false } }""");
        Assert.Equal([1158, 320, 1159, 0], ClipTokenizer.Load(folder).Encode("a").Ids[..4]);
        Assert.Equal(0, ClipTokenizer.OpenAI("!").Encode("a").Ids[^1]);
    }

    [Fact]
    public void A_padding_token_in_the_text_stands_for_itself()
    {
        Assert.Equal([49406, 2368, 0, 0, 49407], ClipTokenizer.OpenAI("!").Encode("cat!!").Ids[..5]);
        Assert.Equal([49406, 2368, 748, 49407], ClipTokenizer.OpenAI().Encode("cat!!").Ids[..4]);
    }

    [Theory]
    [InlineData("𝟏𝟐", "𝟏 𝟐")]
    [InlineData("!𝐚𝐛", "! 𝐚𝐛")]
    [InlineData("a𝐛!", "a𝐛 !")]
    [InlineData("x\u2003y", "x y")]
    public void Characters_above_the_basic_plane_are_letters_and_digits_too(string text, string apart) =>
        Assert.Equal(ClipTokenizer.OpenAI().Encode(apart).Ids, ClipTokenizer.OpenAI().Encode(text).Ids);

    [Fact]
    public void Half_a_character_is_read_as_the_replacement_character() =>
        Assert.Equal(ClipTokenizer.OpenAI().Encode("a \ufffd b").Ids, ClipTokenizer.OpenAI().Encode("a \ud83d b").Ids);

    [Fact]
    public void A_long_prompt_keeps_its_end_and_names_what_was_dropped()
    {
        var prompt = ClipTokenizer.OpenAI().Encode(string.Join(' ', Enumerable.Repeat("cat", 75)) + ", Café 猫!");

        Assert.Equal(49407, prompt.Ids[^1]);
        Assert.Equal(ClipTokenizer.Length, prompt.Ids.Length);
        Assert.Equal(", café 猫 !", prompt.DroppedText);
        Assert.True(prompt.TokenCount > ClipTokenizer.Length);
    }

    [Fact]
    public void A_prompt_that_just_fits_drops_nothing()
    {
        var prompt = ClipTokenizer.OpenAI().Encode(string.Join(' ', Enumerable.Repeat("cat", 75)));

        Assert.Equal(ClipTokenizer.Length, prompt.TokenCount);
        Assert.Null(prompt.DroppedText);
    }

    [Fact]
    public void A_word_of_a_million_letters_does_not_take_a_square_of_steps()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.True(ClipTokenizer.OpenAI().Encode(new string('a', 1_000_000)).TokenCount > ClipTokenizer.Length);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData("vocab.json", "{ \"a\": ", "vocab.json")]
    [InlineData("vocab.json", "{ \"a\": \"b\" }", "vocab.json")]
    [InlineData("vocab.json", "{ \"a\": 1 }", "<|startoftext|>")]
    [InlineData("merges.txt", "#version: 0.2\na b c", "a b c")]
    [InlineData("merges.txt", "#version: 0.2\nzz zz", "zz")]
    [InlineData("special_tokens_map.json", "{ \"pad_token\": \"<pad>\" }", "<pad>")]
    [InlineData("tokenizer_config.json", "[]", "tokenizer_config.json")]
    public void A_corrupt_vocabulary_is_one_error_that_names_it(string file, string content, string named)
    {
        Take("vocab.json", "merges.txt");
        File.WriteAllText(Path.Combine(folder, file), content);
        Assert.Contains(named, Assert.Throws<ModelException>(() => ClipTokenizer.Load(folder)).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "model": { "type": "WordPiece" } }""")]
    [InlineData("""{ "model": { "type": "BPE", "end_of_word_suffix": "</w>", "vocab": {}, "merges": [["a"]] }, "added_tokens": [] }""")]
    [InlineData("""{ "model": { "type": "BPE", "end_of_word_suffix": "</w>", "vocab": {}, "merges": [] }, "added_tokens": [{ "id": 1, "content": null }] }""")]
    public void A_tokenizer_file_of_another_kind_is_one_error_that_names_it(string content)
    {
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), content);
        Assert.Contains("tokenizer.json", Assert.Throws<ModelException>(() => ClipTokenizer.Load(folder)).Message);
    }

    [Fact]
    public void A_missing_vocabulary_says_which_files_are_needed()
    {
        Take("vocab.json");
        Assert.Contains("merges.txt", Assert.Throws<ModelException>(() => ClipTokenizer.Load(folder)).Message);
    }

    [Fact]
    public void An_unknown_padding_token_is_one_error() =>
        Assert.Contains("<none>", Assert.Throws<ModelException>(() => ClipTokenizer.OpenAI("<none>")).Message);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Take(params string[] files)
    {
        foreach (var file in files)
        {
            File.Copy(Path.Combine(Emoji, file), Path.Combine(folder, file));
        }
    }
}
