// Converts the output of `dotnet list package --include-transitive --format json` to a CycloneDX 1.5 bill of materials.
// usage: node sbom.mjs DEPENDENCIES.json
import fs from 'node:fs';

const listing = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const versions = new Map();
for (const project of listing.projects)
  for (const framework of project.frameworks ?? [])
    for (const [scope, packages] of [['required', framework.topLevelPackages], ['transitive', framework.transitivePackages]])
      for (const { id, resolvedVersion } of packages ?? []) {
        const purl = `pkg:nuget/${id}@${resolvedVersion}`;
        if (!versions.has(purl) || scope === 'required') versions.set(purl, { id, version: resolvedVersion, direct: scope === 'required' });
      }

if (versions.size === 0) {
  console.error('The listing contains no package. Restore the project first.');
  process.exit(1);
}

const components = [...versions]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([purl, { id, version, direct }]) => ({
    type: 'library',
    'bom-ref': purl,
    name: id,
    version,
    purl,
    properties: [{ name: 'dependency', value: direct ? 'direct' : 'transitive' }],
  }));

console.log(JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', name: 'LatamFunctions', version: process.env.BUILD_BUILDNUMBER ?? 'local' } },
  components,
}, null, 2));
