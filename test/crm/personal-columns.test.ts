import { BY_DOOR, OWN_ROW, PERSONAL } from '../../src/crm';
import { freshDatabase, testPool } from '../support/database';

/**
 * Columns that hold nothing personal of anybody on a client's side, by table, and why; `*` for all of a table. A new column of
 * text or JSON belongs here or into `PERSONAL` (src/crm/privacy): think which.
 */
const FREE: Readonly<Record<string, { columns: readonly string[] | '*'; why: string }>> = {
  _prisma_migrations: { columns: '*', why: 'our releases' },
  access_tokens: { columns: '*', why: 'our own people' },
  absences: { columns: [], why: '' },
  account_contacts: { columns: [], why: '' },
  account_lists: { columns: ['shared', 'teams'], why: 'keys' },
  accounts: {
    columns: [
      'name',
      'industry',
      'region',
      'country',
      'currency',
      'external_key',
      'legal_name',
      'tax_number',
      'website',
      'activities',
      'relationship_stage',
      'importance',
      'category',
    ],
    why: 'an organisation’s own; one that is a person in business is told of in the how-to',
  },
  alert_rules: { columns: '*', why: 'rules, and our own people' },
  alerts: { columns: '*', why: 'ids and numbers' },
  audit_entries: {
    columns: ['actor', 'act', 'route', 'salt', 'content_digest', 'seal'],
    why: 'ids and digests, whose salt goes with the content',
  },
  bulk_act_items: { columns: '*', why: 'ids, and refusals as codes' },
  bulk_acts: { columns: ['kind', 'status', 'asked'], why: 'keys' },
  calendar_feeds: { columns: '*', why: 'a hash, of our own people' },
  calendars: { columns: '*', why: 'working time' },
  catalogue_values: { columns: '*', why: 'catalogues' },
  categories: { columns: '*', why: 'catalogues' },
  client_rules: { columns: '*', why: 'settings' },
  client_activities: { columns: ['what', 'ended'], why: 'keys' },
  commands: {
    columns: ['caller_id', 'route', 'body_hash', 'kind', 'type', 'status'],
    why: 'ids, and a hash of a whole body',
  },
  consents: { columns: ['channel', 'purpose'], why: 'keys' },
  contact_preferences: { columns: ['channel'], why: 'keys' },
  custom_fields: { columns: '*', why: 'names of fields' },
  deadlines: { columns: '*', why: 'keys of the process' },
  deal_history: { columns: '*', why: 'ids and keys of the process: follows from the events' },
  deal_migration_rows: { columns: ['kind', 'result', 'reason', 'back', 'back_reason'], why: 'refusals, as codes' },
  calendar_items: { columns: '*', why: 'addresses within one of our people’s calendars, and hashes' },
  calendar_links: { columns: '*', why: 'our own people' },
  client_mail_files: { columns: ['type'], why: 'a media type' },
  client_mail_letters: { columns: ['status', 'message_id'], why: 'keys of our own' },
  client_mail_rules: { columns: '*', why: 'settings' },
  client_mail_templates: { columns: '*', why: 'templates' },
  client_mail_tries: { columns: '*', why: 'what a server answered, as a code' },
  client_mails: { columns: ['template', 'answers'], why: 'keys, and Message-IDs' },
  deal_migrations: { columns: '*', why: 'plans between versions' },
  delivery_ledger: { columns: ['result', 'key'], why: 'ids' },
  distributions: { columns: '*', why: 'rules, and our own people' },
  duplicate_blocks: { columns: '*', why: 'there only while a run works' },
  duplicate_pairs: { columns: ['entity', 'status'], why: 'keys' },
  duplicate_rules: { columns: '*', why: 'settings' },
  duplicate_runs: { columns: '*', why: 'settings' },
  event_deliveries: { columns: '*', why: 'ids and keys: what an event says is read when it is told' },
  event_hooks: { columns: '*', why: 'where to' },
  exchange_rates: { columns: '*', why: 'money' },
  file_blobs: { columns: '*', why: 'bytes by their digest; they go with the last file that has them' },
  first_views: { columns: '*', why: 'names of views, and our own people' },
  forecast_days: { columns: '*', why: 'money' },
  forecast_rows: { columns: '*', why: 'keys of the process' },
  forecast_words: { columns: ['said_as', 'category'], why: 'keys' },
  given_names: { columns: '*', why: 'a dictionary' },
  handover_items: { columns: '*', why: 'ids, and codes of refusals' },
  handovers: { columns: ['what', 'status', 'asked', 'back_asked'], why: 'keys, and our own people' },
  import_chunks: { columns: '*', why: 'packed bytes of a file, there only until its rows are in' },
  import_mappings: { columns: '*', why: 'names of columns' },
  import_rows: { columns: ['result', 'would', 'back'], why: 'keys' },
  imports: {
    columns: ['kind', 'file_hash', 'mapping', 'status', 'format', 'plan', 'columns_key'],
    why: 'names of columns',
  },
  inbound_leads: { columns: '*', why: 'hashes, until a lead is there' },
  inbound_messages: { columns: ['peer', 'status'], why: 'a hash' },
  inbound_sources: { columns: '*', why: 'settings' },
  incidents: { columns: ['command_id'], why: 'ids' },
  interactions: { columns: ['kind', 'direction', 'status'], why: 'keys' },
  kept_answers: { columns: ['route', 'body_hash'], why: 'ids, and a hash of a whole body' },
  lead_assignments: { columns: '*', why: 'which rule, and our own people' },
  leads: {
    columns: ['industry', 'country', 'region', 'line', 'language', 'revenue_currency', 'estimate_currency'],
    why: 'too coarse to be anybody’s',
  },
  mail_templates: { columns: '*', why: 'what mails say to our own people' },
  mailbox_polls: { columns: '*', why: 'faults of a server' },
  mailboxes: { columns: '*', why: 'how far a mailbox was read' },
  merge_moves: { columns: ['what', 'table_name', 'key', 'column_name', 'undone'], why: 'ids and names of columns' },
  merges: { columns: '*', why: 'ids' },
  notice_mail_tries: { columns: '*', why: 'what a server answered' },
  notice_mails: { columns: '*', why: 'our own people' },
  notice_pushes: { columns: '*', why: 'our own people, and codes' },
  notice_settings: { columns: '*', why: 'our own people' },
  notice_words: { columns: '*', why: 'what mails to our own people say' },
  notifications: { columns: '*', why: 'keys of tasks and stages' },
  offices: { columns: '*', why: 'our own' },
  open_deals: { columns: '*', why: 'ids and keys of the process: follows from the instances' },
  outbox: { columns: ['status'], why: 'keys' },
  people: { columns: '*', why: 'our own people' },
  pool_turns: { columns: '*', why: 'keys' },
  privacy_acts: { columns: '*', why: 'ids, counts, and a reason that is asked to name nobody' },
  process_drafts: { columns: '*', why: 'processes' },
  process_events: { columns: ['command_id', 'type', 'actor_id', 'from_state', 'to_state'], why: 'keys of the process' },
  process_instances: {
    columns: ['kind', 'state', 'result', 'wait_reason', 'currency', 'rating', 'engine'],
    why: 'keys of the process; the words of a wait are the command’s',
  },
  process_versions: { columns: '*', why: 'processes' },
  products: { columns: '*', why: 'what we sell' },
  properties: { columns: '*', why: 'catalogues' },
  publications: { columns: '*', why: 'our own people' },
  push_keys: { columns: '*', why: 'our own keys' },
  push_subscriptions: { columns: '*', why: 'browsers of our own people' },
  quotas: { columns: '*', why: 'money, of our own people' },
  record_changes: { columns: ['entity', 'how'], why: 'keys' },
  requisites: {
    columns: ['registration', 'bank', 'bank_code', 'bank_account', 'correspondent_account'],
    why: 'an organisation’s',
  },
  retimings: { columns: '*', why: 'keys' },
  roles: { columns: '*', why: 'our own people' },
  routings: { columns: '*', why: 'rules' },
  sales: { columns: ['competitor', 'line'], why: 'a catalogue’s key, and a line of business' },
  row_repairs: { columns: ['relation', 'row_key', 'fault', 'columns'], why: 'names of tables, keys and columns' },
  saved_reports: { columns: ['report', 'shared', 'teams'], why: 'keys' },
  saved_views: { columns: ['entity', 'sort', 'columns', 'shared', 'teams'], why: 'keys' },
  search_entries: { columns: '*', why: 'follows the records by triggers: erased with them' },
  seller_settings: { columns: '*', why: 'our own people' },
  sessions: { columns: '*', why: 'our own people' },
  second_factors: { columns: '*', why: 'our own people' },
  settings: { columns: '*', why: 'settings' },
  shares: { columns: ['may'], why: 'a key' },
  sign_in_proofs: { columns: '*', why: 'our own people' },
  sign_in_secret: { columns: '*', why: 'a secret' },
  sign_in_tries: { columns: '*', why: 'our own people' },
  sign_ins: { columns: '*', why: 'our own people' },
  sources: { columns: ['kind', 'currency'], why: 'keys' },
  stage_visits: { columns: '*', why: 'ids and keys of the process: follows from the events' },
  tasks: {
    columns: ['key', 'task', 'stage', 'queue_role', 'queue_team', 'status', 'outcome'],
    why: 'keys of the process',
  },
  teams: { columns: '*', why: 'our own' },
  touches: { columns: ['kind', 'status'], why: 'keys' },
  version_stages: { columns: '*', why: 'keys of the process' },
  webhooks: { columns: '*', why: 'where to' },
  weekly_summaries: { columns: '*', why: 'our own people' },
  working_spans: { columns: '*', why: 'working time' },
};

/** Columns that `PERSONAL` blanks, or whose whole rows it removes. */
const covered = (table: string, column: string): boolean =>
  PERSONAL.some((place) => place.table === table && (place.remove || column in (place.blank ?? {}))) ||
  (BY_DOOR[table] ?? []).includes(column) ||
  (table === 'contacts' && OWN_ROW.includes(column));

describe('what is personal', () => {
  it('is known of every column: it is erased with a person, or said to hold nothing of anybody', async () => {
    const pool = testPool((await freshDatabase()).ownerUrl);
    const { rows } = await pool.query<{ table: string; column: string }>(
      `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
         AND (c.udt_name IN ('text', 'varchar', 'json', 'jsonb', '_text', 'bpchar', 'bytea', 'citext', '_jsonb')
           OR c.udt_name = 'date' AND c.column_name LIKE '%birth%')
       ORDER BY 1, c.ordinal_position`,
    );
    const unknown = rows.filter(({ table, column }) => {
      const free = FREE[table]?.columns ?? [];
      return !(free === '*' || free.includes(column) || covered(table, column));
    });
    expect(unknown).toEqual([]);
    const there = new Set(rows.map(({ table, column }) => `${table}.${column}`));
    const named = PERSONAL.flatMap(({ table, blank = {} }) => Object.keys(blank).map((column) => `${table}.${column}`));
    expect(named.filter((one) => !there.has(one))).toEqual([]);
  });
});
