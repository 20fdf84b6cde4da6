import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config';
import { seal, sealingKey, unseal } from '../../src/platform/sealed';
import { scratchDir } from '../support/scratch';

describe('a sealed secret', () => {
  const key = randomBytes(32);

  it('is opened by its key, under the name of whom it was sealed for, and by nothing else', () => {
    const sealed = seal(key, 'rita', 'Пароль: hunter2');
    expect(unseal(key, 'rita', sealed)).toBe('Пароль: hunter2');
    expect(sealed).not.toContain('hunter2');
    expect(seal(key, 'rita', 'Пароль: hunter2')).not.toBe(sealed);
    expect(() => unseal(key, 'carl', sealed)).toThrow('another key');
    expect(() => unseal(randomBytes(32), 'rita', sealed)).toThrow('another key');
    const bytes = Buffer.from(sealed.slice(3), 'base64');
    for (const n of [0, 15, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[n] = (changed[n] ?? 0) ^ 1;
      expect(() => unseal(key, 'rita', `v1.${changed.toString('base64')}`)).toThrow('another key');
    }
    expect(() => unseal(key, 'rita', 'v1.')).toThrow('another key');
  });

  it('has a key that is made once, and that its owner alone may read', () => {
    const dataDir = scratchDir();
    const made = sealingKey({ dataDir });
    expect(sealingKey({ dataDir })).toEqual(made);
    expect(statSync(join(dataDir, 'key')).mode & 0o077).toBe(0);
    expect(readFileSync(join(dataDir, 'key'), 'utf8').trim()).toBe(made?.toString('base64'));
    writeFileSync(join(dataDir, 'key'), 'short');
    expect(() => sealingKey({ dataDir })).toThrow('32 bytes');
    expect(() => sealingKey({ given: 'c2hvcnQ=' })).toThrow('DEALWRIGHT_KEY must be 32 bytes');
  });

  it('has none where processes are apart and nobody gave them the same', () => {
    const apart = { DATABASE_URL_API: 'postgresql://u:p@h/d' };
    const given = randomBytes(32).toString('base64');
    expect(sealingKey(readConfig(apart).sealing)).toBeUndefined();
    expect(sealingKey(readConfig({ ...apart, DEALWRIGHT_KEY: given }).sealing)?.toString('base64')).toBe(given);
    expect(readConfig({}).sealing.dataDir).toBeDefined();
  });
});
