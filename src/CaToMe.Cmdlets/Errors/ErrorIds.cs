namespace CaToMe.Errors;

/// <summary>Every error id of the module: the part of FullyQualifiedErrorId before the comma. about_CaToMe lists them.</summary>
internal static class ErrorIds
{
    /// <summary>A record names nothing to draw.</summary>
    internal const string PromptMissing = nameof(PromptMissing);

    /// <summary>A piped object is nothing that the command takes.</summary>
    internal const string InputNotAccepted = nameof(InputNotAccepted);

    /// <summary>A setting's value is not of its type or out of range.</summary>
    internal const string SettingNotAccepted = nameof(SettingNotAccepted);

    /// <summary>There is no model at the path, or under the name.</summary>
    internal const string ModelNotFound = nameof(ModelNotFound);

    /// <summary>A model is incomplete, corrupt, or of a kind that is not read.</summary>
    internal const string ModelNotReadable = nameof(ModelNotReadable);

    /// <summary>A model cannot be fetched from the hub.</summary>
    internal const string ModelNotFetched = nameof(ModelNotFetched);

    /// <summary>A model handle whose model was removed.</summary>
    internal const string ModelRemoved = nameof(ModelRemoved);

    /// <summary>A model's name that is taken.</summary>
    internal const string ModelNameTaken = nameof(ModelNameTaken);

    /// <summary>There is no recipe of the name, and no file.</summary>
    internal const string RecipeNotFound = nameof(RecipeNotFound);

    /// <summary>A file is no recipe.</summary>
    internal const string RecipeNotReadable = nameof(RecipeNotReadable);

    /// <summary>A study's file or its results folder is not there or cannot be read.</summary>
    internal const string StudyNotReadable = nameof(StudyNotReadable);

    /// <summary>libtorch is missing or does not fit.</summary>
    internal const string RuntimeNotLoaded = nameof(RuntimeNotLoaded);

    /// <summary>libtorch could not be fetched.</summary>
    internal const string RuntimeNotInstalled = nameof(RuntimeNotInstalled);

    /// <summary>The picture could not be drawn for another reason.</summary>
    internal const string ImageNotDrawn = nameof(ImageNotDrawn);

    /// <summary>A file is there and -NoClobber was given, or it is write-protected without -Force.</summary>
    internal const string FileExists = nameof(FileExists);

    /// <summary>A path is not one of the file system, or does not exist.</summary>
    internal const string PathNotFound = nameof(PathNotFound);

    /// <summary>A file could not be written.</summary>
    internal const string FileNotWritten = nameof(FileNotWritten);

    /// <summary>An image file could not be read.</summary>
    internal const string ImageNotReadable = nameof(ImageNotReadable);

    /// <summary>An image carries no settings.</summary>
    internal const string NoSettingsInImage = nameof(NoSettingsInImage);

    /// <summary>Two images, or two lists of images, that cannot be compared.</summary>
    internal const string ImagesDiffer = nameof(ImagesDiffer);

    /// <summary>An image without the statistics that were asked for.</summary>
    internal const string NoStatistics = nameof(NoStatistics);
}
