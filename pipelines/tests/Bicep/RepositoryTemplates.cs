using System.Runtime.CompilerServices;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Bicep;

/// <summary>The templates of a repository or a defective copy, which exist as long as the copy does.</summary>
internal static class RepositoryTemplates
{
    private static readonly ConditionalWeakTable<RepositorySnapshot, Lazy<Templates>> All = [];

    extension(RepositorySnapshot files)
    {
        /// <summary>The compiled templates of these files.</summary>
        public Templates Templates => All.GetOrAdd(files, key => new(() => new Templates(key))).Value;
    }
}
