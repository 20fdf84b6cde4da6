import pg from 'pg';
import { type EmbeddedPostgres, startPostgres } from '../../src/platform/postgres';
import { ensureRoles, RolesMissingError, siblingUrls } from '../../src/platform/roles';
import { atEnd } from '../support/at-end';
import { scratchDir } from '../support/scratch';

// Logins belong to a whole server, so these tests have one of their own.
let server: EmbeddedPostgres;

beforeAll(async () => {
  server = await startPostgres({ dataDir: scratchDir(), port: 0, settings: ['fsync=off'], tethered: true });
  atEnd(() => server.stop());
});

async function as(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const urls = () => ({ api: server.url('api'), worker: server.url('worker') });

describe('the two restricted logins', () => {
  it('are asked of an administrator when the owner may not make them', async () => {
    await as(server.url('owner'), "CREATE ROLE modest LOGIN PASSWORD 'm'");
    const modest = server.url('owner').replace(/\/\/[^@]+@/, '//modest:m@');
    const refused = await ensureRoles(modest, urls()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RolesMissingError);
    expect((refused as RolesMissingError).message).toContain('CREATE ROLE dealwright_api LOGIN PASSWORD');
  });

  it('are made by an owner who may', async () => {
    await ensureRoles(server.url('owner'), urls());
    expect(await as(server.url('api'), 'SELECT current_user')).toEqual([{ current_user: 'dealwright_api' }]);
    expect(await as(server.url('worker'), 'SELECT current_user')).toEqual([{ current_user: 'dealwright_worker' }]);
  });

  it('get the password they are asked to have, and keep one that works', async () => {
    const hash = () => as(server.url('owner'), "SELECT rolpassword FROM pg_authid WHERE rolname = 'dealwright_worker'");
    const before = await hash();
    await as(server.url('owner'), "ALTER ROLE dealwright_api PASSWORD 'forgotten'");
    await ensureRoles(server.url('owner'), urls());
    expect(await as(server.url('api'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await hash()).toEqual(before);
  });

  it('are neither superusers nor makers of anything', async () => {
    const powers = await as(
      server.url('owner'),
      `SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls AS powerful
       FROM pg_roles WHERE rolname IN ('dealwright_api', 'dealwright_worker')`,
    );
    expect(powers).toEqual([{ powerful: false }, { powerful: false }]);
    await expect(as(server.url('api'), 'CREATE TABLE mine (n int)')).rejects.toThrow('permission denied');
  });

  it('stand beside the owner when only its URL is given', () => {
    const { api } = siblingUrls('postgresql://me:x@db.example:5433/sales?sslmode=require', { api: 'a/b', worker: 'w' });
    expect(api).toBe('postgresql://dealwright_api:a%2Fb@db.example:5433/sales?sslmode=require');
  });
});
