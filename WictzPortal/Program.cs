using WictzPortal.Accounts;
using WictzPortal.Admin;
using WictzPortal.Audit;
using WictzPortal.Billing;
using WictzPortal.Breaches;
using WictzPortal.Cluster;
using WictzPortal.Consent;
using WictzPortal.Data;
using WictzPortal.Gateway;
using WictzPortal.Invoices;
using WictzPortal.Jobs;
using WictzPortal.Kernel;
using WictzPortal.Keys;
using WictzPortal.Ledger;
using WictzPortal.Mail;
using WictzPortal.Models;
using WictzPortal.Payments;
using WictzPortal.Plans;
using WictzPortal.Playground;
using WictzPortal.Policies;
using WictzPortal.Recipients;
using WictzPortal.Privacy;
using WictzPortal.Retention;
using WictzPortal.Shell;
using WictzPortal.Standing;
using WictzPortal.Usage;
using WictzPortal.Webhooks;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = CommandLine.Settings(args),
    ContentRootPath = AppContext.BaseDirectory,      // the portal's own files are found from any working directory
});
builder.Configuration.AddOperatorFiles();
builder.WebHost.UseStaticWebAssets();      // also outside Development, as long as the project runs unpublished

builder.Services.AddSingleton(TimeProvider.System);
builder.AddData();      // first: what starts later finds the schema up to date and the vault open
builder.AddCluster();
builder.AddAudit();
builder.AddStanding();
builder.AddMail();
builder.AddWebhooks();
builder.AddConsent();
builder.AddPolicies();
builder.AddAccounts();
builder.AddJobs();
builder.AddKeys();
builder.AddPlans();
builder.AddRecipients();      // before the catalogue, which offers only what the register allows
builder.AddModels();
builder.AddLedger();
builder.AddUsage();
builder.AddBilling();
builder.AddPayments();
builder.AddInvoices();
builder.AddGateway();
builder.AddPlayground();
builder.AddPrivacy();
builder.AddRetention();
builder.AddBreaches();
builder.AddAdmin();
builder.Services.AddProblemDetails();
builder.Services.AddValidation();
builder.Services.AddLocalization();
builder.AddShell();
builder.AddFirstEditions();      // after all whose facts the documents tell
builder.AddDemo();      // last: it works through all the others

var app = builder.Build();
if (await app.RunVerbAsync(args) is { } exitCode)
{
    return exitCode;
}

app.UseGateway();
app.UseShell();
app.UseAccounts();
app.UseAntiforgery();
app.MapConsent();
app.MapPolicies();
app.MapAccounts();
app.MapUsage();
app.MapPayments();
app.MapBilling();
app.MapInvoices();
app.MapGateway();
app.MapRetention();
app.MapPrivacy();
app.MapBreaches();
app.MapAdmin();
app.MapShell();

await app.RunAsync();
return 0;
