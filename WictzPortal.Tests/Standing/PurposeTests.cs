using System.Reflection;
using Quartz;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Mail;
using WictzPortal.Standing;
using WictzPortal.Tests.Architecture;
using WictzPortal.Tests.Testing;
using WictzPortal.Usage;
using Microsoft.EntityFrameworkCore;

namespace WictzPortal.Tests.Standing;

/// <summary>The closed list of purposes (A-17 … A-25, B-11), and what declares one.</summary>
public sealed class PurposeTests
{
    private static readonly Type[] Jobs = [.. typeof(PortalDb).Assembly.GetTypes().Where(t => t.IsDefined(typeof(QuartzJobAttribute), inherit: false))];

    [Fact, Trait("Promise", "A-17"), Trait("Promise", "A-18"), Trait("Promise", "A-19"), Trait("Promise", "A-21"), Trait("Promise", "A-24"), Trait("Promise", "B-11")]
    public void Every_job_works_for_exactly_one_purpose() =>
        Rule.HasNo(Jobs.Where(job => job.GetCustomAttribute<ForPurposeAttribute>() is null).Select(job => job.FullName));

    /// <summary>What a job does for improvement or analysis must leave out who has objected; today only page counts are of that kind.</summary>
    [Fact, Trait("Promise", "A-20"), Trait("Promise", "A-22")]
    public void No_job_analyses_people_but_the_sums_of_consented_page_counts() =>
        Assert.Equal(
            ["SumPageViewsJob"],
            Jobs.Where(job => job.GetCustomAttribute<ForPurposeAttribute>()?.Purpose is Purpose.Improvement or Purpose.Analytics).Select(job => job.Name));

    [Fact, Trait("Promise", "A-25")]
    public void There_is_no_purpose_and_no_letter_for_advertising()
    {
        Assert.Equal(
            ["ServiceDelivery", "AccountManagement", "Billing", "QuotaEnforcement", "Support", "Security", "Improvement", "Analytics", "LegalObligation", "LegalClaims"],
            Enum.GetNames<Purpose>());
        Assert.Equal(["Service", "Security", "Legal"], Enum.GetNames<LetterClass>());
    }

    [Fact, Trait("Promise", "A-58")]
    public async Task The_request_log_is_read_for_its_four_purposes_and_for_no_other()
    {
        var app = await PortalApp.SharedAsync;
        await using var logs = await app.Get<IDbContextFactory<RequestLogDb>>().CreateDbContextAsync();
        Purpose[] allowed = [Purpose.ServiceDelivery, Purpose.Billing, Purpose.QuotaEnforcement, Purpose.Security];

        foreach (var purpose in Enum.GetValues<Purpose>())
        {
            var refused = Record.Exception(() => logs.RequestLogFor(purpose)) is PurposeDeniedException;
            Assert.Equal(!allowed.Contains(purpose), refused);
        }
    }
}
