// What stands between a clone and a program that runs: dependencies, Prisma's client, compiled code, the built page.
// Plain JavaScript without imports of ours or of others, because it runs before anything is installed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const run = promisify(execFile);

/** A step that could not be done; its message is for the person at the terminal. */
export class SetupError extends Error {}

/**
 * Does what is missing, and nothing else: each step leaves a stamp, a hash of what it was made from.
 * `say(line, worked)` gets a line a step; `worked` tells whether there was something to do.
 */
export async function setup({ say, compiled = true }) {
  refuseOldNode();
  await dependencies(say);
  await prismaClient(say);
  say('Dependencies: installed', false);
  if (compiled) await compile(say);
  if (compiled) await buildPage(say);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node.js 20.19 or newer is needed, this is ${process.versions.node}: see https://nodejs.org.`);
}

async function dependencies(say) {
  const stamp = join('node_modules', '.cache', 'dealwright', 'dependencies');
  const wanted = hashOf(['package-lock.json']);
  if (stampOf(stamp) !== wanted && !isInstalled()) {
    say('Dependencies: installing with npm ci (a minute or two, once)', true);
    await step('npm ci', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.platform === 'win32');
  }
  leaveStamp(stamp, wanted);
}

/** Whether what npm noted at the end of its last install is what the lock asks for. */
function isInstalled() {
  const noted = at('node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false; // none, or an interrupted one
  const there = JSON.parse(readFileSync(noted, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || (there[path] ? there[path].version === version : optional || devOptional),
  );
}

async function prismaClient(say) {
  const stamp = join('node_modules', '.cache', 'dealwright', 'prisma-client');
  const wanted = hashOf(['prisma/schema.prisma', 'package-lock.json']);
  if (stampOf(stamp) === wanted && existsSync(at('src/generated/prisma/client.ts'))) return;
  say("Dependencies: writing Prisma's client", true);
  await step('prisma generate', process.execPath, [at('node_modules/prisma/build/index.js'), 'generate']);
  leaveStamp(stamp, wanted);
}

const SOURCES = [
  'src',
  'workflows',
  'activities',
  'bench',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

const PAGE_SOURCES = [
  'web/src',
  'web/public',
  'web/index.html',
  'web/tsconfig.json',
  'web/vite.config.mts',
  'web/budget.mts',
  'package-lock.json',
];

/** Builds the page, likewise. */
export async function buildPage(say) {
  const wanted = hashOf(PAGE_SOURCES);
  if (stampOf('web/dist/.stamp') !== wanted) {
    say('Page: building', true);
    const fresh = `dist.${process.pid}`;
    try {
      const vite = [at('node_modules/vite/bin/vite.js'), 'build', 'web', '--outDir', fresh, '--logLevel', 'warn'];
      // What people use, also where tests have it built.
      await step('vite', process.execPath, vite, false, { NODE_ENV: 'production' });
      leaveStamp(join('web', fresh, '.stamp'), wanted);
      rmSync(at('web/dist'), { recursive: true, force: true });
      renameSync(at('web', fresh), at('web/dist'));
    } finally {
      rmSync(at('web', fresh), { recursive: true, force: true });
    }
  }
  say('Page: built', false);
}

/** Compiles beside and then changes places, so that an interrupted run, or one at the same time, does no harm. */
async function compile(say) {
  const wanted = hashOf(SOURCES);
  if (stampOf('dist/.stamp') !== wanted) {
    say('Program: compiling', true);
    const fresh = `dist.${process.pid}`;
    try {
      const tsc = [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', fresh];
      await step('tsc', process.execPath, tsc);
      leaveStamp(join(fresh, '.stamp'), wanted);
      rmSync(at('dist'), { recursive: true, force: true });
      renameSync(at(fresh), at('dist'));
    } finally {
      rmSync(at(fresh), { recursive: true, force: true });
    }
  }
  say('Program: compiled', false);
}

async function step(name, command, args, shell = false, more = {}) {
  try {
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', SCARF_ANALYTICS: 'false', ...more };
    await run(command, args, { cwd: root, shell, env, maxBuffer: 1 << 26 });
  } catch (error) {
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message;
    throw new SetupError(`${hint(said, name)}\n${said.split('\n').slice(-25).join('\n')}`);
  }
}

function hint(said, name) {
  if (/ENOSPC|no space left/i.test(said)) return `The disk is full: free some space and start again. (${name})`;
  if (/EACCES|EPERM|EROFS/.test(said))
    return `${root} is not writable by this user: give it to them and start again. (${name})`;
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(said))
    return `npm's registry does not answer: is there a network? (${name})`;
  return `${name} failed:`;
}

/** One hash over the names and contents of files and folders. */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesIn(at(path)))) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

const stampOf = (path) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined);

function leaveStamp(path, hash) {
  if (stampOf(path) === hash) return;
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), hash);
}

/** Runs `main`; what goes wrong with a message of ours ends as that message and exit code 1. */
export async function orExplain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
