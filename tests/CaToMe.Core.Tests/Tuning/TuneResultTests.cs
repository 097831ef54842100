using CaToMe.Tuning;

namespace CaToMe.Tests.Tuning;

public class TuneResultTests
{
    private static readonly FrontierPoint[] Plain = [new(FrontierKind.Plain, "", 1, 30, 25), new(FrontierKind.Plain, "", 3, 40, 35)];

    [Theory]
    [InlineData(35, 2.0)]
    [InlineData(40, 3.0)]
    [InlineData(41, null)]
    [InlineData(29, null)] // a faster run than those that were measured might do
    public void A_plain_run_that_is_as_like_lies_between_two_that_were_measured(double psnr, double? seconds) =>
        Assert.Equal(seconds, TuneResult.PlainSeconds(Plain, FrontierKind.Plain, psnr));

    [Fact]
    public void Runs_of_another_kind_do_not_count() => Assert.Null(TuneResult.PlainSeconds(Plain, FrontierKind.PlainInType, 35));
}
