using LatamFunctions.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Support;

/// <summary>The public address of an app without the address settings, which returns relative links.</summary>
internal static class NoGateway
{
    public static readonly PublicAddress Address = new(Options.Create(new PublicAddressOptions()));
}
