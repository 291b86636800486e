using Azure.Core;
using Azure.Identity;
using LatamFunctions.DeadLetters;
using LatamFunctions.Flights;
using LatamFunctions.Health;
using LatamFunctions.Http;
using LatamFunctions.Ingestion;
using LatamFunctions.Kusto;
using LatamFunctions.Publishing;
using LatamFunctions.Responses;
using LatamFunctions.Telemetry;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<RequestMetricsMiddleware>();
builder.UseMiddleware<ResponseHeadersMiddleware>();
builder.UseMiddleware<ExceptionHandlingMiddleware>();
builder.UseMiddleware<RequestValidationMiddleware>();
builder.UseMiddleware<ResultExecutionMiddleware>();

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
builder.Services.AddTelemetry(builder.Configuration);
builder.Services.AddHttp();
builder.Services.AddKusto();
builder.Services.AddDeadLetters();
builder.Services.AddIngestion();
builder.Services.AddResponses();
builder.Services.AddFlights();
builder.Services.AddPublishing();
builder.Services.AddHealth();

try
{
    builder.Build().Run();
    return 0;
}
catch (Exception e) when (
    e is OptionsValidationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" })
{
    // The message without a stack trace is enough, because the cause is a setting that the operator can correct.
    Console.Error.WriteLine($"The app cannot start: {e.Message}");
    return 1;
}
