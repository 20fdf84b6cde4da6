import { add, list, remove } from '../../src/cli/webhook';
import { freshDatabase, testPool } from '../support/database';

describe('dealwright webhook', () => {
  it('registers, lists and removes receivers, and says a secret once', async () => {
    const pool = testPool((await freshDatabase()).apiUrl);
    const config = { outbound: { webhooksTo: 'public' } } as const;
    const said: string[] = [];
    const tell = (line: string) => void said.push(line);
    await add(pool, config, { name: 'erp', url: 'https://erp.example.com/deals' }, tell);
    expect(said.splice(0)).toEqual([
      expect.stringContaining('"erp" is registered'),
      expect.stringMatching(/^whsec_.{44}$/),
    ]);
    await expect(add(pool, config, { name: 'erp', url: 'https://x.example.com/' }, tell)).rejects.toThrow('already');
    await expect(add(pool, config, { name: 'in', url: 'https://10.0.0.1/' }, tell)).rejects.toMatchObject({
      exitCode: 2,
    });
    await expect(add(pool, config, { name: 'Not one', url: 'https://x.example.com/' }, tell)).rejects.toThrow(
      'small letters',
    );
    await list(pool, false, tell);
    expect(said.splice(0)).toEqual(['erp  on   https://erp.example.com/deals']);
    await remove(pool, 'erp', tell);
    await expect(remove(pool, 'erp', tell)).rejects.toThrow('There is no webhook "erp".');
  });
});
