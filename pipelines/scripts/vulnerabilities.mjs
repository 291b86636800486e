// Fails if the output of `dotnet list package --vulnerable --include-transitive --format json` contains a package.
// usage: node vulnerabilities.mjs LISTING.json
import fs from 'node:fs';

const listing = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const found = [];
for (const project of listing.projects)
  for (const framework of project.frameworks ?? [])
    for (const { id, resolvedVersion, vulnerabilities } of [...(framework.topLevelPackages ?? []), ...(framework.transitivePackages ?? [])])
      for (const { severity, advisoryurl } of vulnerabilities ?? [])
        found.push(`${id} ${resolvedVersion}: ${severity}, ${advisoryurl}`);

// NuGet succeeds even if it could not query a source, and lists the source as a problem. The listing is
// then incomplete, so fail.
const problems = (listing.problems ?? []).map(problem => problem.text);
for (const line of [...new Set([...found, ...problems])]) console.log(`##vso[task.logissue type=error]${line}`);
if (!found.length && !problems.length) console.log('No known vulnerability.');
process.exitCode = found.length || problems.length ? 1 : 0;
