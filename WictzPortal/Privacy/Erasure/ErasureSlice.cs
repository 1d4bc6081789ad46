using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Billing;
using WictzPortal.Data;
using WictzPortal.Mail;
using WictzPortal.Standing;

namespace WictzPortal.Privacy;

/// <summary>
/// Closing an account and erasing a person: dry-run, freeze, time to take it back, purge over the whole data map, search for left-overs,
/// certificate; and the removal of children.
/// </summary>
internal static class ErasureSlice
{
    public static void AddErasure(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ErasureEngine>();
        services.AddSingleton<DiskScrub>();
        services.AddSingleton<ErasureSubjects>();
        services.AddSingleton<ErasureFreeze>();
        services.AddSingleton<ErasureLetters>();
        services.AddSingleton<ErasurePost>();
        services.AddSingleton<ErasureCancel>();
        services.AddSingleton<IListen<RequestWithdrawn>>(provider => provider.GetRequiredService<ErasureCancel>());
        services.AddSingleton<ErasureReport>();
        services.AddSingleton<ErasureProof>();
        services.AddSingleton<ErasureRun>();
        services.AddSingleton<ErasureKeeper>();
        services.AddHostedService<DestroyedKeys>();
        services.AddSingleton<IMailAttachments, ErasureAttachments>();
        services.AddSingleton<IListen<HoldReleased>, ErasureGoesOn>();
        services.AddSingleton<ISignUpBar, UnderAgeBar>();
        services.AddSingleton<IRequestFulfilment, ErasureFulfilment>();
        services.AddSingleton(provider => new ErasurePreviews(
            provider.GetRequiredService<ErasureEngine>(), provider.GetRequiredService<IPersonScopes>(), provider.GetRequiredService<Members>(),
            provider.GetRequiredService<AccountDirectory>(), provider.GetRequiredService<Wallet>()));
        services.AddSingleton(provider => new Erasures(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<ErasurePreviews>(),
            provider.GetRequiredService<ErasureSubjects>(), provider.GetRequiredService<ErasureFreeze>(), provider.GetRequiredService<ErasureCancel>(),
            provider.GetRequiredService<ErasurePost>(), provider.GetRequiredService<DataSubjectRequests>(), provider.GetRequiredService<RequestDesk>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ErasureDesk(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<Erasures>(), provider.GetRequiredService<AuditTrail>()));
    }
}
