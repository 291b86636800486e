namespace Verify.Tests;

public class ChildProcessTests
{
    private const string Processes = """
           12     1 dotnet /stack/LocalStack.dll --data /tmp/a
           13    12 node --import file:///stack/azurite-preload.mjs /modules/azurite/dist/src/azurite.js --location /tmp/a
          140    12 dotnet /functions/LatamFunctions.dll --host 127.0.0.1
           22     1 dotnet /stack/LocalStack.dll --data /tmp/b
          150    22 dotnet /functions/LatamFunctions.dll --host 127.0.0.1

        """;

    [TestCase(12, "Worker", ExpectedResult = 140)]
    [TestCase(12, "Azurite", ExpectedResult = 13)]
    [TestCase(22, "Worker", ExpectedResult = 150)]
    [TestCase(22, "Azurite", ExpectedResult = null)]
    public int? A_child_of_the_stack_is_found(int parent, string target) =>
        ChildProcess.Find(Processes, parent, Enum.Parse<KillTarget>(target));
}
