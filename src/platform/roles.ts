import pg from 'pg';
import { hidePassword } from './log';
import { Trouble } from './trouble';

/** The logins of the API and of the workers: names that the migrations grant to. */
export const ROLES = { api: 'dealwright_api', worker: 'dealwright_worker' } as const;

/** The two restricted logins, as URLs whose passwords they shall have. */
export interface RoleUrls {
  readonly api: string;
  readonly worker: string;
}

/** The owner's login may not make the two logins, and they are not there. `sql` is what an administrator runs. */
export class RolesMissingError extends Trouble {
  override readonly name = 'RolesMissingError';
  constructor(readonly sql: string) {
    super(
      'The logins dealwright_api and dealwright_worker are missing, and the one in DATABASE_URL may not make them. ' +
        `Have an administrator of the database run:\n${sql}\n` +
        'and give their URLs as DATABASE_URL_API and DATABASE_URL_WORKER.',
    );
  }
}

/** The statements that make the two logins; `doctor` shows them with passwords to fill in. */
export function rolesSql(passwords: { api: string; worker: string } = { api: 'CHOOSE-ONE', worker: 'CHOOSE-ANOTHER' }) {
  return (['api', 'worker'] as const)
    .map((r) => `CREATE ROLE ${ROLES[r]} LOGIN PASSWORD ${pg.escapeLiteral(passwords[r])};`)
    .join('\n');
}

/**
 * Sees to it that both logins exist before migrations grant to them. Where they exist, nothing is changed but the
 * password of a login that cannot get in.
 * @throws RolesMissingError when the owner may not make them.
 */
export async function ensureRoles(ownerUrl: string, urls: RoleUrls): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    for (const role of ['api', 'worker'] as const) {
      if (!(await mayLogIn(urls[role]))) await makeRole(owner, ROLES[role], passwordIn(urls[role]));
    }
  } catch (error) {
    if ((error as { code?: string }).code === '42501') throw new RolesMissingError(rolesSql());
    throw error;
  } finally {
    await owner.end();
  }
}

/** URLs of the two logins beside the owner's, on the same server and database. */
export function siblingUrls(ownerUrl: string, passwords: RoleUrls): RoleUrls {
  const sibling = (role: 'api' | 'worker') => {
    const url = new URL(ownerUrl);
    url.username = ROLES[role];
    url.password = passwords[role];
    return url.toString();
  };
  return { api: sibling('api'), worker: sibling('worker') };
}

async function makeRole(owner: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  await owner.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
}

const passwordIn = (url: string) => decodeURIComponent(new URL(url).password);

async function mayLogIn(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (['28P01', '28000'].includes((error as { code?: string }).code ?? '')) return false;
    throw new Trouble(`${hidePassword(url)} cannot be reached: ${(error as Error).message}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
