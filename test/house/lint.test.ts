import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

/**
 * Lints copies of the seeded faults, in a place where the rules for that place hold. It is a house of its own: in ours the test of
 * the rooms, which runs beside this one, would come upon them.
 */
function lint(seeded: string, as: string): string {
  const house = mkdtempSync(join(tmpdir(), 'dealwright-lint-'));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) cpSync(join(root, name), join(house, name));
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'), 'junction');
    mkdirSync(join(house, as));
    cpSync(join(__dirname, 'seeded', seeded), join(house, as, 'seeded.ts'));
    const { stdout } = spawnSync(
      join(root, 'node_modules', '.bin', 'oxlint'),
      ['--type-aware', '--format', 'unix', as],
      { cwd: house, encoding: 'utf8' },
    );
    return stdout;
  } finally {
    rmSync(house, { recursive: true });
  }
}

describe('the lint', () => {
  it('finds a promise that nobody waits for: alone, in a map, and inside the function of a map', () => {
    const found = lint('floating.ts', 'src').match(/seeded\.ts:\d+/g);
    expect(found).toEqual(['seeded.ts:7', 'seeded.ts:11', 'seeded.ts:16']);
  }, 120_000);

  it('refuses Node, the database, the platform and calendar arithmetic in workflow code', () => {
    const found = lint('workflows/forbidden.ts', 'workflows').match(/seeded\.ts:\d+/g);
    expect(new Set(found)).toEqual(new Set(['seeded.ts:2', 'seeded.ts:3', 'seeded.ts:4', 'seeded.ts:5']));
  }, 120_000);
});
