using LocalStack.Configuration;

namespace LocalStack.Tests;

public class FunctionsAppTests
{
    [Test]
    public void The_HTTP_functions_of_the_built_app_are_listed()
    {
        var functions = FunctionsApp.HttpFunctions(BuildPaths.FunctionsApp);

        Assert.That(functions, Does.Contain("SearchFlights").And.Contain("PublishFlightEvents").And.Not.Contain("IngestFlightEvents"));
    }

    [Test]
    public void The_error_for_a_folder_without_an_app_contains_its_path()
    {
        var folder = Path.Combine(Path.GetTempPath(), "no-such-app");

        Assert.That(() => FunctionsApp.HttpFunctions(folder), Throws.TypeOf<StackStartException>().With.Message.Contains(folder));
    }
}
