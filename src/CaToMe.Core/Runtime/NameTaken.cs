namespace CaToMe.Runtime;

/// <summary>What to do when a file of the name is there at the moment when a new one is complete.</summary>
public enum NameTaken
{
    /// <summary>Replace it.</summary>
    Replace,

    /// <summary>Leave it, with an error.</summary>
    Refuse,

    /// <summary>Leave it, and give the new one the next free number: <c>name-2.png</c>.</summary>
    Number,
}
