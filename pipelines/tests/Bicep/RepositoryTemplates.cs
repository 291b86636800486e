using System.Runtime.CompilerServices;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Bicep;

/// <summary>Caches the compiled templates for each snapshot of the repository, for the lifetime of the snapshot.</summary>
internal static class RepositoryTemplates
{
    private static readonly ConditionalWeakTable<RepositorySnapshot, Lazy<Templates>> All = [];

    extension(RepositorySnapshot files)
    {
        /// <summary>The compiled templates in these files.</summary>
        public Templates Templates => All.GetOrAdd(files, key => new(() => new Templates(key))).Value;
    }
}
