// Prints the rights that a list of permissions does not grant, one per line.
// usage: node missing-rights.mjs RIGHT... < PERMISSIONS.json      PERMISSIONS.json: the response of Microsoft.Authorization/permissions.
import fs from 'node:fs';

const { value: permissions } = JSON.parse(fs.readFileSync(0, 'utf8'));

/** Returns whether a role's action, in which `*` matches any characters, includes a right. The comparison ignores case. */
const includes = (action, right) =>
  new RegExp(`^${action.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i').test(right);

for (const right of process.argv.slice(2)) {
  const granted = permissions.some(({ actions, notActions }) =>
    actions.some(action => includes(action, right)) && !(notActions ?? []).some(action => includes(action, right)));
  if (!granted) console.log(right);
}
