using CaToMe.Merging;
using CaToMe.Shell;

namespace CaToMe.Tests.Shell;

public class MergeLabelsTests
{
    [Theory]
    [InlineData("none", "baseline", "baseline")]
    [InlineData("tome:0.5", "ToMe r = 50 %", "tome:0.5")]
    [InlineData("catome:0.95@every-5 mlp", "CA-ToMe t = 0.95", "catome:0.95@every-5 mlp")]
    public void A_setting_has_a_name_in_words_and_one_to_be_typed_again(string merge, string words, string notation)
    {
        var options = MergeOptions.Parse(merge);
        Assert.Equal((words, notation), (MergeLabels.InWords(options).Label, MergeLabels.InNotation(options).Label));
    }
}
