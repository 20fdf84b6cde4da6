import { createSettableClock } from '../../src/platform/clock';
import { createLog, hidePassword } from '../../src/platform/log';
import { createMetrics } from '../../src/platform/metrics';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ logLevel: 'info' }, { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('never shows a secret, at whatever depth it hangs', () => {
    const line = logged((log) => {
      const headers = { authorization: 'Bearer abc', cookie: 'abc', 'set-cookie': 'abc' };
      log.info({ req: { headers }, token: 'abc', person: { password: 'abc' } }, 'asked');
    });
    expect(line).toContain('"authorization":"[secret]"');
    expect(line).not.toContain('abc');
  });

  it('shows where something connects to, without the password, also inside errors', () => {
    expect(hidePassword('at postgresql://me:p%40ss@db:5432/x now')).toBe('at postgresql://me:…@db:5432/x now');
    expect(logged((log) => log.error({ err: new Error('postgres://me:hush@db/x is away') }, 'failed'))).not.toContain(
      'hush',
    );
  });

  it('keeps silent below its level', () => {
    expect(logged((log) => log.debug('whisper'))).toBe('');
  });
});

describe('the metrics', () => {
  it('of two parts in one process do not collide', async () => {
    const [api, worker] = [createMetrics('api'), createMetrics('worker')];
    expect(await api.metrics()).toContain('part="api"');
    expect(await worker.metrics()).toContain('part="worker"');
  });
});

describe('a settable clock', () => {
  it('stands still until it is moved', () => {
    const clock = createSettableClock(1_000);
    clock.advance(500);
    expect(clock.now()).toBe(1_500);
    clock.set(20);
    expect(clock.now()).toBe(20);
  });
});
