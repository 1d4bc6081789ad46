using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Kernel;
using WictzPortal.Mail;
using WictzPortal.Recipients;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Recipients;

/// <summary>Staff hear in time of agreements that end and of notices that are due.</summary>
public sealed class DeadlineTests
{
    [Fact]
    [Trait("Promise", "B-32")]
    [Trait("Promise", "A-41")]
    public async Task Staff_are_told_60_30_and_7_days_ahead_and_on_the_third_and_fourth_working_day()
    {
        var clock = new FakeClock();
        await using var app = await PortalApp.StartAsync(clock);
        var (_, officer) = await Visitor.SignedUpAsync(app);
        await app.Get<StaffRoles>().AssignAsync(officer.UserId, Roles.PrivacyOfficer, default);
        var today = BusinessDays.DayOf(clock.GetUtcNow());
        var partner = RegisterRig.Provider() with
        {
            Type = RecipientType.Partner,
            Country = "US",
            Confidentiality = new Agreement("NDA-1", today, today.AddDays(70)),
            Transfer = new TransferGround(TransferMechanism.StandardContract, "SC-1", today),
        };
        await RegisterRig.EnterAsync(app, partner);

        List<DateOnly> told = [];
        for (var day = 0; day <= 72; day++)
        {
            var count = await app.Get<TellDeadlinesJob>().RunAsync(default);
            told.AddRange(Enumerable.Repeat(BusinessDays.DayOf(clock.GetUtcNow()), count));
            Assert.Equal(0, await app.Get<TellDeadlinesJob>().RunAsync(default));
            clock.Advance(TimeSpan.FromDays(1));
        }

        DateOnly[] expected =
        [
            BusinessDays.After(today, 3), BusinessDays.After(today, 4), BusinessDays.After(today, 5).AddDays(1),
            today.AddDays(10), today.AddDays(40), today.AddDays(63), today.AddDays(71),
        ];
        Assert.Equal(expected.Order(), told);
        await using var db = app.OpenDb();
        var mails = db.OutboxMails.Where(m => m.SubjectId == officer.UserId && m.Template == RecipientLetters.DueTemplate);
        Assert.Equal(expected.Distinct().Count(), await mails.CountAsync());
    }
}
