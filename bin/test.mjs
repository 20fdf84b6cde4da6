// `npm test`: set-up, types, lint, fast tests, tests on real servers; the last line counts them all.
// Arguments go to jest: `npm test -- decide` runs the test files whose path holds "decide", without types and lint.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserAt } from '../test/support/browser-at.cjs';
import { orExplain, root, setup } from './setup.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const bin = (...parts) => join(root, 'node_modules', ...parts);

/** Runs one tool of the house; passed or failed counts as one test. */
function check(name, script, ...args) {
  say(`\n${name}`);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/** Runs one of jest's two projects and reads its counts; a file that could not run counts as one failed test. */
function jest(project, args) {
  say(`\nTests: ${project}`);
  const dir = mkdtempSync(join(tmpdir(), 'dealwright-counts-'));
  const counts = join(dir, 'counts.json');
  // The servers of a run are one PostgreSQL and one Temporal, in which some workflows have fixed ids: one file at a time.
  const workers = project === 'servers' ? '1' : '100%';
  const given = [
    '--selectProjects',
    project,
    `--maxWorkers=${workers}`,
    '--passWithNoTests',
    '--json',
    `--outputFile=${counts}`,
    ...args,
  ];
  try {
    const { status } = spawnSync(process.execPath, [bin('jest/bin/jest.js'), ...given], {
      cwd: root,
      stdio: ['inherit', 'ignore', 'inherit'], // the report is on stderr; stdout would repeat the counts as JSON
    });
    return read(counts, status);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function read(file, status) {
  try {
    const c = JSON.parse(readFileSync(file, 'utf8'));
    const failed = c.numFailedTests + c.numRuntimeErrorTestSuites;
    const skipped = c.numPendingTests + c.numTodoTests;
    return { passed: c.numPassedTests, failed: failed || (status === 0 ? 0 : 1), skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // jest itself broke, and said how
  }
}

/**
 * The tests of mailboxes need a real mail server, those of files a real scanner, those of the page a browser, and some tests read what we write with programs
 * in Python. They are installed where that changes nothing for anybody: as root, and not where systemd would start the server as a service.
 * Elsewhere these tests are skipped by a name that says what to install.
 */
function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get') || existsSync('/run/systemd/system')) return;
  const missing = [
    ...(hasMailServer() ? [] : ['dovecot-imapd']),
    ...(hasPython() ? [] : ['python3-venv']),
    ...(hasScanner() ? [] : ['clamav-daemon']),
    ...(browserAt() ? [] : ['chromium', 'fonts-noto-core']),
  ];
  if (!missing.length) return;
  say(`For the tests: installing ${missing.join(' and ')} (once)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
  if (!install() && !(apt('update') && install())) say('They could not be installed; what needs them is skipped');
}

const hasMailServer = () =>
  ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].some((at) => existsSync(at));

const hasScanner = () =>
  ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].some((at) => existsSync(at));

const hasPython = () => spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;

await orExplain(async () => {
  await setup({ say });
  fromDebian();
  const args = process.argv.slice(2);
  const house = args.length
    ? []
    : [
        check('Types', bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'),
        check('What the page knows of the API', join(root, 'tools/api-types.mjs')),
        check('Types of the page', bin('typescript/bin/tsc'), '--noEmit', '-p', 'web/tsconfig.json'),
        check('Format and lint', bin('@biomejs/biome/bin/biome'), 'check', '.'),
        check('Floating promises, forbidden imports', bin('oxlint/bin/oxlint'), '--type-aware'),
        check('Lock', join(root, 'tools/lockcheck.mjs')),
      ];
  const all = [...house, jest('unit', args), jest('servers', args)];
  const sum = (what) => all.reduce((total, counts) => total + counts[what], 0);
  say(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') ? 1 : 0;
});
