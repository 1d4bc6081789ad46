using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Mail;

namespace WictzPortal.Privacy;

/// <summary>Data subject requests: filed on any way, with proven identity, clocks, evidence and one answer letter.</summary>
internal static class RequestsSlice
{
    public static void AddRequests(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Fulfilments>();
        services.AddSingleton<RequestIntake>();
        services.AddSingleton<RequestProgress>();
        services.AddSingleton<Confirmations>();
        services.AddSingleton<RequestStarter>();
        services.AddSingleton<RequestPost>();
        services.AddSingleton<IdentityProofs>();
        services.AddSingleton<Acknowledgement>();
        services.AddSingleton<AnswerPaper>();
        services.AddSingleton<AnswerLetters>();
        services.AddSingleton<IMailAttachments>(provider => provider.GetRequiredService<AnswerLetters>());
        services.AddSingleton<AnswerPress>();
        services.AddSingleton<RequestSettler>();
        services.AddSingleton<RequestDesk>();
        services.AddSingleton<RequestBoard>();
        services.AddSingleton<RequestPapers>();
        services.AddSingleton<RequestWatch>();
        services.AddSingleton<RequestAging>();
        services.AddSingleton(provider => new DataSubjectRequests(
            provider.GetRequiredService<IDbContextFactory<PortalDb>>(), provider.GetRequiredService<RequestIntake>(),
            provider.GetRequiredService<RequestStarter>(), provider.GetRequiredService<RequestProgress>(),
            provider.GetRequiredService<RequestSettler>(), provider.GetRequiredService<Acknowledgement>(),
            provider.GetRequiredService<ILogger<DataSubjectRequests>>()));
        services.AddSingleton<PublicRequests>();
        services.AddSingleton<ManualRequests>();
        services.AddSingleton<SearchPlan>();
        services.AddSingleton(provider => new RequestSeeder(
            provider.GetRequiredService<DataSubjectRequests>(), provider.GetRequiredService<RequestBoard>(), provider.GetRequiredService<RequestDesk>(),
            provider.GetRequiredService<RequestProgress>(), provider.GetRequiredService<AnswerPress>(), provider.GetRequiredService<RightsDesk>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
