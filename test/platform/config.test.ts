import { join } from 'node:path';
import { ConfigError, projectRoot, readConfig } from '../../src/platform/config';

const root = projectRoot();

describe('the configuration', () => {
  it('needs no variable: everything is embedded, on loopback, below the project', () => {
    expect(readConfig({ XDG_CACHE_HOME: '/cache' })).toEqual({
      root,
      dataDir: join(root, '.dealwright'),
      cacheDir: '/cache/dealwright',
      outsideDataDir: join(root, '../shared/data'),
      database: {},
      temporal: { namespace: 'default' },
      api: { host: '127.0.0.1', port: 8410 },
      outbound: { webhooksTo: 'public' },
      sealing: { dataDir: join(root, '.dealwright') },
      intake: {},
      files: { dir: join(root, '.dealwright/files') },
      logLevel: 'info',
    });
  });

  it('takes given servers, and folders relative to the project', () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://o:p@db/x',
      DATABASE_URL_API: 'postgres://a:p@db/x',
      TEMPORAL_ADDRESS: 'temporal:7233',
      DEALWRIGHT_STATE: 'elsewhere',
      DEALWRIGHT_DATA: '/data',
    });
    expect(config.database).toEqual({ owner: 'postgresql://o:p@db/x', api: 'postgres://a:p@db/x' });
    expect(config.temporal).toEqual({ address: 'temporal:7233', namespace: 'default' });
    expect([config.dataDir, config.outsideDataDir]).toEqual([join(root, 'elsewhere'), '/data']);
  });

  it('takes an empty variable for an absent one, as compose files pass it', () => {
    expect(readConfig({ DATABASE_URL: '', DEALWRIGHT_PORT: '' }).api.port).toBe(8410);
  });

  it('takes a bucket for files, a server for it that is not Amazon’s, and a scanner', () => {
    const { files } = readConfig({
      DEALWRIGHT_STATE: '/state',
      DEALWRIGHT_FILES: 's3://deals/files/',
      DEALWRIGHT_S3_ENDPOINT: 'https://s3.example.com',
      DEALWRIGHT_SCANNER: 'clamd://scanner:3310',
    });
    expect(files).toEqual({
      dir: '/state/files',
      bucket: { name: 'deals', prefix: 'files/', endpoint: 'https://s3.example.com' },
      scanner: 'clamd://scanner:3310',
    });
    expect(readConfig({ DEALWRIGHT_FILES: 's3://deals' }).files.bucket).toEqual({ name: 'deals', prefix: '' });
    expect(() => readConfig({ DEALWRIGHT_FILES: '/somewhere' })).toThrow('DEALWRIGHT_FILES: is s3://bucket');
    expect(() => readConfig({ DEALWRIGHT_S3_ENDPOINT: 'https://s3.example.com' })).toThrow('DEALWRIGHT_FILES names');
    expect(() => readConfig({ DEALWRIGHT_SCANNER: 'http://scanner' })).toThrow('DEALWRIGHT_SCANNER');
  });

  it('takes a mail server with its sender', () => {
    const { outbound } = readConfig({
      DEALWRIGHT_SMTP_URL: 'smtp://deals:secret@mail.example:587',
      DEALWRIGHT_MAIL_FROM: 'Deals <deals@example.com>',
    });
    expect(outbound.mail).toEqual({
      smtpUrl: 'smtp://deals:secret@mail.example:587',
      from: 'Deals <deals@example.com>',
    });
  });

  it.each([
    [{ DEALWRIGHT_SMTP_URL: 'http://mail.example' }, 'DEALWRIGHT_SMTP_URL'],
    [{ DEALWRIGHT_SMTP_URL: 'smtp://mail.example' }, 'DEALWRIGHT_MAIL_FROM'],
    [{ DEALWRIGHT_MAIL_FROM: 'deals@example.com\nBcc: all@example.com' }, 'DEALWRIGHT_MAIL_FROM'],
    [{ DEALWRIGHT_WEBHOOKS_TO: 'anywhere' }, 'DEALWRIGHT_WEBHOOKS_TO'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ TEMPORAL_ADDRESS: 'http://x' }, 'TEMPORAL_ADDRESS: is host:port'],
    [{ DEALWRIGHT_PORT: '99999' }, 'DEALWRIGHT_PORT'],
    [{ DEALWRIGHT_LOG: 'loud' }, 'DEALWRIGHT_LOG'],
  ])('names what cannot be used: %j', (env, said) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(said);
  });
});
