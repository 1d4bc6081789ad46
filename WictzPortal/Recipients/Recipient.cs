using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Recipients;

/// <summary>A company or authority that data goes to, as the register has it now. It is never deleted: answers name it after it has ended.</summary>
internal sealed class Recipient
{
    private Recipient() { }

    public Recipient(RecipientFacts facts, DateTimeOffset now) => (Facts, Since) = (facts.ToJson(), now);

    [NotPersonal("number of a row")]
    public int Id { get; private init; }

    /// <summary><see cref="RecipientFacts"/> as JSON.</summary>
    [NotPersonal("facts of a company, with its office's address for requests")]
    public string Facts { get; private set; } = "";

    [NotPersonal("when a company came into the register")]
    public DateTimeOffset Since { get; private init; }

    /// <summary>From then on it gets nothing.</summary>
    [NotPersonal("when data stopped going to a company")]
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When somebody last opened the link to its privacy policy and found it right.</summary>
    [NotPersonal("when a public page was looked at")]
    public DateOnly? PolicyCheckedOn { get; private set; }

    /// <summary>To when staff have been told of its deadlines.</summary>
    [NotPersonal("when a job wrote to the staff")]
    public DateOnly? ToldOn { get; private set; }

    /// <summary>Takes over what two people agreed on; one that had ended begins again.</summary>
    public void Change(RecipientFacts facts) => (Facts, EndedAt, ToldOn) = (facts.ToJson(), null, null);

    public void End(DateTimeOffset now) => EndedAt ??= now;

    public void CheckPolicy(DateOnly day) => PolicyCheckedOn = day;

    public void Tell(DateOnly day) => ToldOn = day;

    public RecipientEntry ToEntry() => new(Id, RecipientFacts.FromJson(Facts), Since, EndedAt, PolicyCheckedOn);

    internal sealed class Table : IEntityTypeConfiguration<Recipient>
    {
        public void Configure(EntityTypeBuilder<Recipient> recipient) => recipient.ToTable("recipients");
    }
}

internal static class RecipientSets
{
    extension(PortalDb db)
    {
        public DbSet<Recipient> Recipients => db.Set<Recipient>();

        public DbSet<RecipientChange> RecipientChanges => db.Set<RecipientChange>();

        public DbSet<RecipientSeen> RecipientsSeen => db.Set<RecipientSeen>();
    }
}
