import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Trouble } from './trouble';

/** The login of the company's own reporting tool: it sees the views of the schema `bi`, and nothing else. */
export const BI_LOGIN = 'dealwright_bi';

/**
 * The statements that make the login, or give it another password; every session of it can only read, and none holds the database up
 * for longer than five minutes.
 */
export const biSql = (there: boolean, password = 'CHOOSE-ONE'): string[] => [
  `${there ? 'ALTER' : 'CREATE'} ROLE ${BI_LOGIN} LOGIN PASSWORD ${pg.escapeLiteral(password)} CONNECTION LIMIT 10`,
  `ALTER ROLE ${BI_LOGIN} SET default_transaction_read_only = on`,
  `ALTER ROLE ${BI_LOGIN} SET statement_timeout = '5min'`,
  `ALTER ROLE ${BI_LOGIN} SET search_path = bi`,
  `GRANT USAGE ON SCHEMA bi TO ${BI_LOGIN}`,
  `GRANT SELECT ON ALL TABLES IN SCHEMA bi TO ${BI_LOGIN}`,
];

/**
 * Makes the login with a new password, and gives its URL. Called again it is given another password: nobody keeps the old one.
 * @throws Trouble where the owner of the tables may make no logins: it says what an administrator runs
 */
export async function makeBiLogin(ownerUrl: string): Promise<string> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rowCount } = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [BI_LOGIN]);
    const password = randomBytes(18).toString('base64url');
    for (const sql of biSql(Boolean(rowCount), password)) await owner.query(sql);
    const url = new URL(ownerUrl);
    url.username = BI_LOGIN;
    url.password = password;
    return url.toString();
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    const sql = biSql(false)
      .map((one) => `${one};`)
      .join('\n');
    throw new Trouble(
      `The login in DATABASE_URL may make no others. Have an administrator of the database run:\n${sql}`,
    );
  } finally {
    await owner.end();
  }
}
