import { v7 as newId } from 'uuid';
import type { Role } from '../../../src/access';
import type { startTestApi } from '../../support/api';
import { testPool } from '../../support/database';
import { roleSees, sharedWith, worksIn } from '../../support/sight';

/**
 * Who asks, in the order of the columns of the table:
 * - `rep` sees their own records, `manager` their team's, `marketer` all of their line of business; the others see all.
 * - `narrow` is an administrator with a token for `lead.read` alone.
 */
export const ASKERS = [
  ...['nobody', 'rep', 'manager', 'sales-ops', 'marketer', 'service', 'administrator', 'read-only', 'integration'],
  'narrow',
] as const;

/** Whose record it is: the rep's own, their team's, of another line of business, one of those shared with the rep to read; none. */
export const RECORDS = ['own', 'team', 'line', 'shared', 'absent'] as const;
export type Which = (typeof RECORDS)[number];

/** Whose records each is asked about: whoever sees all sees those of others, or nothing is there. */
export const askedAbout = (asker: string): readonly Which[] => {
  if (asker === 'rep') return RECORDS;
  return asker === 'manager' || asker === 'marketer' ? ['own', 'team', 'line', 'absent'] : ['line', 'absent'];
};

/** Ids of one record of each kind. */
export type Records = Readonly<Record<string, string>>;

export interface Cast {
  /** By asker; nobody has none. */
  tokens: Record<string, string | null>;
  records: Record<Which, Records>;
}

type Api = Awaited<ReturnType<typeof startTestApi>>;

/** Makes people, and one record of each kind for each owner. */
export async function assemble(api: Api): Promise<Cast> {
  const owner = testPool(api.engine.database.ownerUrl);
  const { rep, manager, colleague } = api.engine.cast;
  const people: Record<string, string> = { rep, manager, stranger: newId() };
  for (const asker of ASKERS.slice(3)) people[asker] = newId();
  for (const [asker, id] of Object.entries(people).slice(2)) {
    const role = asker === 'stranger' ? 'rep' : asker === 'narrow' ? 'administrator' : asker;
    const values = [id, asker, `${asker}@example.com`, [role]];
    await owner.query('INSERT INTO people (id, name, email, roles) VALUES ($1, $2, $3, $4)', values);
  }
  const records: Record<string, Records> = { absent: absent() };
  for (const [which, person, line] of [
    ['own', rep, 'retail'],
    ['team', colleague, 'retail'],
    ['line', people.stranger, 'wholesale'],
    ['shared', people.stranger, 'wholesale'],
  ] as const)
    records[which] = await made(api, person ?? '', line);
  const { shared } = records;
  for (const [kind, of] of [
    ['lead', 'instance'],
    ['sale', 'instance'],
    ['account', 'account'],
    ['contact', 'contact'],
  ] as const)
    await sharedWith(owner, of, shared?.[kind] ?? '', { personId: rep });
  await worksIn(owner, people.marketer ?? '', 'retail');
  const reaches: [Role, 'own' | 'team' | 'all', 'any' | 'only'][] = [
    ['rep', 'own', 'any'],
    ['manager', 'team', 'any'],
    ['marketer', 'all', 'only'],
  ];
  for (const [role, reach, lines] of reaches) await roleSees(owner, role, { reach, lines });
  const tokens: Cast['tokens'] = { nobody: null };
  for (const asker of ASKERS.slice(1)) tokens[asker] = await api.token(people[asker] ?? '');
  await owner.query(`UPDATE access_tokens SET scopes = '{lead.read}' WHERE person_id = $1`, [people.narrow]);
  return { tokens, records: records as Cast['records'] };
}

const KINDS = ['lead', 'sale', 'account', 'contact', 'task', 'interaction', 'view'];
const absent = (): Records => Object.fromEntries(KINDS.map((kind) => [kind, newId()]));

async function made(api: Api, as: string, line: string): Promise<Records> {
  const make = async (path: string, body: object) => {
    const answer = await api.post(path, body, { as });
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const account = await make('/accounts', { name: 'A client', ownerId: as });
  const contact = await make('/contacts', { name: 'Somebody', ownerId: as, accounts: [{ id: account.id }] });
  const lead = await make('/leads', {
    topic: 'A lead',
    line,
    ownerId: as,
    contactId: contact.id,
    accountId: account.id,
  });
  const sale = await make('/sales', { title: 'A sale', line, ownerId: as, accountId: account.id });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const call = await make('/interactions', {
    kind: 'call',
    subject: 'A call',
    instanceId: sale.id,
    status: 'planned',
    plannedFor: at,
  });
  const view = await make('/views', { entity: 'lead', name: `A list of ${as}` });
  return {
    ...{ lead: lead.id, sale: sale.id, account: account.id, contact: contact.id, interaction: call.id, view: view.id },
    ...{ task: sale.tasks[0].id, instance: sale.id, person: as },
  };
}
