namespace CaToMe.Tuning;

/// <summary>
/// Leaves out work of a run's calls. Each call is tried alone as each cheaper kind; errors are taken to add up, and for each price of an error
/// every call has its best kind: a series of patterns from the dearest to the cheapest. Of these real pictures decide.
/// </summary>
/// <param name="trials">Draws.</param>
/// <param name="costs">What calls cost.</param>
/// <param name="prompts">The prompts.</param>
internal sealed class SavingSearch(Trials trials, CallCosts costs, IReadOnlyList<string> prompts)
{
    /// <summary>The first calls decide what the picture shows, and nothing is known yet that could be continued.</summary>
    private const int AlwaysWhole = 2;

    private static readonly CallKind[] Cheaper = [CallKind.Half, CallKind.ShallowHalf];

    private readonly Dictionary<(Candidate Plain, int Call, CallKind Kind), double> growth = [];

    /// <summary>The cheapest pattern that reaches a likeness.</summary>
    /// <param name="plain">A run with nothing left out.</param>
    /// <param name="way">In which type, and how tokens are merged.</param>
    /// <param name="psnr">The likeness, in dB.</param>
    /// <returns>What was measured; null where even the whole calls do not reach it.</returns>
    internal Measured? Cheapest(Candidate plain, Way way, double psnr)
    {
        var whole = trials.Measure(prompts, plain with { Way = way });
        if (whole.Psnr < psnr)
        {
            return null;
        }

        var (best, patterns) = (whole, Patterns(plain, way));
        var (first, last) = (0, patterns.Count - 1); // patterns get cheaper, and as a rule worse
        while (first <= last)
        {
            var middle = (first + last) / 2;
            var measured = trials.Measure(prompts, new Candidate(plain.Plain, patterns[middle], way));
            if (measured.Psnr >= psnr)
            {
                (best, first) = (measured, middle + 1);
            }
            else
            {
                last = middle - 1;
            }
        }

        return best;
    }

    /// <summary>What the cheapest pattern would cost whose errors, added up, reach a likeness: whether it is worth trying.</summary>
    internal double Estimate(Candidate plain, Way way, double psnr)
    {
        var allowed = 255 * 255 / Math.Pow(10, psnr / 10);
        var whole = trials.Measure(prompts, plain with { Way = way }).Trials.Average(t => t.Error);
        return Patterns(plain, way).Append(CallPattern.Whole(plain.Pattern.Kinds.Count))
            .Where(pattern => whole + ErrorOf(plain, pattern) <= allowed)
            .Select(pattern => costs.Of(new Candidate(plain.Plain, pattern, way))).DefaultIfEmpty(double.MaxValue).Min();
    }

    /// <summary>Patterns from the dearest to the cheapest.</summary>
    private List<CallPattern> Patterns(Candidate plain, Way way)
    {
        var calls = plain.Pattern.Kinds.Count;
        return [.. Enumerable.Range(0, 60).Select(i => Math.Pow(10, 3 - (i / 10.0))).Select(price => new CallPattern(
            [.. Enumerable.Range(0, calls).Select(call => call < AlwaysWhole ? CallKind.Whole : Cheaper.Prepend(CallKind.Whole).MinBy(kind =>
                costs.Of(way, kind) / costs.Of(way, CallKind.Whole) + (price * Growth(plain, call, kind))))])).Distinct()];
    }

    private double ErrorOf(Candidate plain, CallPattern pattern) => pattern.Kinds.Select((kind, call) => Growth(plain, call, kind)).Sum();

    /// <summary>How much the error grows where one call alone is of a cheaper kind.</summary>
    private double Growth(Candidate plain, int call, CallKind kind)
    {
        if (kind == CallKind.Whole)
        {
            return 0;
        }

        if (!growth.TryGetValue((plain, call, kind), out var known))
        {
            var without = trials.Measure(prompts, plain).Trials;
            var with = trials.Measure(prompts, plain with { Pattern = plain.Pattern.With(call, kind) }).Trials;
            growth[(plain, call, kind)] = known = Math.Max(1e-6, with.Zip(without).Average(pair => pair.First.Error - pair.Second.Error));
        }

        return known;
    }
}
