using CaToMe.Merging;
using CaToMe.Shell;

namespace CaToMe.Tests.Shell;

public class SettingNoticesTests
{
    [Theory]
    [InlineData("none", "Stride has no effect without merging: add Method catome or Method tome.")]
    [InlineData("tome", "Threshold has no effect with Method tome: it belongs to Method catome.")]
    [InlineData("tome", "Seed has no effect without Destinations random.")]
    [InlineData("catome", "Ratio has no effect with Method catome: it belongs to Method tome.")]
    public void A_setting_that_does_nothing_says_why(string merge, string notice)
    {
        var given = notice.Split(' ')[0];
        Assert.Equal([notice], MergeSettings.All.WithoutEffect(MergeOptions.Parse(merge), s => s.Name == given, s => s.Name));
    }
}
