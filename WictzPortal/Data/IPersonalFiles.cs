namespace WictzPortal.Data;

/// <summary>Files about a person that a folder keeps sealed in its own way, such as invoices. A package takes them in as they are.</summary>
public interface IPersonalFiles
{
    /// <summary>The folder of a package that they go into.</summary>
    string Folder { get; }

    /// <summary>The columns whose content they are: tables of a package leave these out, and the files bear their marks.</summary>
    IReadOnlyList<(Type Entity, string Property)> Holds { get; }

    IAsyncEnumerable<PersonalFile> ReadAsync(SubjectScope scope, CancellationToken cancellationToken);
}

/// <summary>One such file.</summary>
public sealed record PersonalFile(string Name, string ContentType, byte[] Bytes);
