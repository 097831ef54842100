namespace CaToMe.Settings;

/// <summary>Collects what is not accepted, so that a person hears of everything at once.</summary>
internal sealed class OptionErrors
{
    private readonly List<OptionException> errors = [];

    /// <summary>Adds an error.</summary>
    /// <param name="error">The error.</param>
    public void Add(OptionException error) => errors.Add(error);

    /// <summary>Adds errors; nulls are none.</summary>
    /// <param name="found">The errors.</param>
    public void AddRange(IEnumerable<OptionException?> found) => errors.AddRange(found.OfType<OptionException>());

    /// <summary>Adds every error of options whose settings are out of range.</summary>
    /// <typeparam name="TOwner">The options' type.</typeparam>
    /// <param name="settings">The settings.</param>
    /// <param name="owner">The options.</param>
    public void AddFrom<TOwner>(IEnumerable<Setting<TOwner>> settings, TOwner owner) => AddRange(settings.Select(s => s.Check(owner)));

    /// <summary>Does something, and keeps what it refuses.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="work">What to do.</param>
    /// <param name="otherwise">The result where it is refused.</param>
    public T Try<T>(Func<T> work, T otherwise)
    {
        try
        {
            return work();
        }
        catch (OptionException e)
        {
            errors.Add(e);
        }
        catch (InvalidOptionsException e)
        {
            errors.AddRange(e.Errors);
        }

        return otherwise;
    }

    /// <summary>Does something, and keeps what it refuses.</summary>
    /// <param name="work">What to do.</param>
    public void Try(Action work) => Try(() => { work(); return true; }, false);

    /// <summary>Throws what was collected.</summary>
    /// <exception cref="OptionException">There is one error.</exception>
    /// <exception cref="InvalidOptionsException">There are several.</exception>
    public void ThrowIfAny()
    {
        switch (errors)
        {
            case []:
                return;
            case [var single]:
                throw single;
            default:
                throw new InvalidOptionsException(errors);
        }
    }
}
