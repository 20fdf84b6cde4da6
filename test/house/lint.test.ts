import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

/** Lints copies of the seeded faults, in a place where the rules for that place hold. */
function lint(seeded: string, as: string): string {
  const folder = mkdtempSync(join(root, as, 'seeded-'));
  try {
    cpSync(join(__dirname, 'seeded', seeded), join(folder, 'seeded.ts'));
    const { stdout } = spawnSync(
      join(root, 'node_modules', '.bin', 'oxlint'),
      ['--type-aware', '--format', 'unix', folder],
      { cwd: root, encoding: 'utf8' },
    );
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the lint', () => {
  it('finds a promise that nobody waits for: alone, in a map, and inside the function of a map', () => {
    const found = lint('floating.ts', 'src').match(/seeded\.ts:\d+/g);
    expect(found).toEqual(['seeded.ts:7', 'seeded.ts:11', 'seeded.ts:16']);
  }, 60_000);

  it('refuses Node, the database, the platform and calendar arithmetic in workflow code', () => {
    const found = lint('workflows/forbidden.ts', 'workflows').match(/seeded\.ts:\d+/g);
    expect(new Set(found)).toEqual(new Set(['seeded.ts:2', 'seeded.ts:3', 'seeded.ts:4', 'seeded.ts:5']));
  }, 60_000);
});
