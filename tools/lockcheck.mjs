// Says which platform packages the lock lacks: a registry mirror that misses the newest versions makes `npm i` leave
// them out silently, and then `npm ci` refuses the lock on every system.
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? new URL('../package-lock.json', import.meta.url);
const { packages } = JSON.parse(readFileSync(file, 'utf8'));

/** Whether the lock holds `name` where node would look for it from `path`: beside it, or further up. */
function isLocked(name, path) {
  if (packages[`${path ? `${path}/` : ''}node_modules/${name}`]) return true;
  return path !== '' && isLocked(name, path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))));
}

const missing = Object.entries(packages).flatMap(([path, { version, optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(name, path))
    .map((name) => `${path.replace(/^.*node_modules\//, '')}@${version} wants ${name}, which the lock does not hold`),
);
process.stdout.write(missing.length ? `${missing.join('\n')}\n` : 'The lock is complete.\n');
process.exitCode = missing.length ? 1 : 0;
