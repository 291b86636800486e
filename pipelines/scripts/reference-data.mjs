// Loads the tables in kusto/reference.
import fs from 'node:fs';
import path from 'node:path';

export const referenceTables = ['Airports', 'Airlines'];
const linesOfCommand = 2000;

/**
 * Replaces the rows of each table atomically, so that loading can be repeated and the tables can be queried at the same time.
 * @param {(csl: string) => Promise<unknown>} manage executes a command
 * @param {string} directory the folder with the files
 */
export async function loadReferenceData(manage, directory) {
  for (const table of referenceTables) {
    const [, ...lines] = fs.readFileSync(path.join(directory, `${table.toLowerCase()}.csv`), 'utf8').trimEnd().split('\n');
    await manage(`.drop table ${table}Loading ifexists`);
    try {
      await manage(`.set ${table}Loading <| ${table} | take 0`);
      for (let i = 0; i < lines.length; i += linesOfCommand) {
        const rows = lines.slice(i, i + linesOfCommand).join('\n');
        await manage(`.ingest inline into table ${table}Loading with (format = 'csv') <|\n${rows}`);
      }
      await manage(`.set-or-replace ${table} <| ${table}Loading`);
    } finally {
      await manage(`.drop table ${table}Loading ifexists`);
    }
    console.log(`${table}: ${lines.length} rows.`);
  }
}
