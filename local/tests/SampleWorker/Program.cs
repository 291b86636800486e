using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
if (builder.Configuration["SampleWorker:FailAtStart"] is { } reason)
    throw new InvalidOperationException(reason);
builder.Build().Run();
