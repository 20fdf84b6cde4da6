/**
 * How what is personal is taken out of a column: `erased` puts that word where something has to stand, `null` leaves nothing,
 * `told` is JSON that says so, `words` erases every text in a JSON document, `marks` erases only what finds the person (name,
 * address, number).
 */
export type Blank = 'erased' | 'null' | 'told' | 'words' | 'marks' | 'key';

/** One table that holds something personal, how a person's rows in it are found, and what becomes of them. */
export interface Place {
  table: string;
  /**
   * A condition over the row `t`. `:contacts` are the person's own rows, `:leads` their leads, `:deals` other leads and sales that
   * they take part in, `:pattern` what finds them in a text.
   */
  found: string;
  /** By column. */
  blank?: Readonly<Record<string, Blank>>;
  /** The whole row goes. */
  remove?: true;
}

const THEIRS = 't.contact_id = ANY(:contacts)';
const theirsOrDeal = (instance: string): string => `(${THEIRS} OR t.${instance} = ANY(:leads))`;
const NAMED = (...columns: string[]): string => `(${columns.map((one) => `t.${one}::text ~* :pattern`).join(' OR ')})`;
const marks = (...columns: string[]): Record<string, Blank> => Object.fromEntries(columns.map((one) => [one, 'marks']));

/**
 * Every place outside of leads, sales and their processes (`erase_words` has those) where something personal of somebody on a
 * client's side may be. A test walks the database's catalogue: a column that is neither here nor in `FREE` fails it.
 */
export const PERSONAL: readonly Place[] = [
  // What is theirs.
  // Before the messages that some came with are blanked: by their words they are found.
  {
    table: 'files',
    found: `(${theirsOrDeal('instance_id')} OR t.task_id IN (SELECT k.id FROM tasks k WHERE k.instance_id = ANY(:leads))
      OR t.interaction_id IN (SELECT x.id FROM interactions x WHERE x.contact_id = ANY(:contacts) OR x.instance_id = ANY(:leads))
      OR t.message_id IN (SELECT m.id FROM inbound_messages m WHERE m.contact_id = ANY(:contacts) OR m.instance_id = ANY(:leads)
        OR m.content::text ~* :pattern))`,
    remove: true,
  },
  { table: 'contact_points', found: THEIRS, remove: true },
  { table: 'addresses', found: THEIRS, remove: true },
  { table: 'account_contacts', found: THEIRS, remove: true },
  { table: 'contact_preferences', found: THEIRS, remove: true },
  { table: 'record_properties', found: THEIRS, remove: true },
  { table: 'record_categories', found: THEIRS, remove: true },
  { table: 'consents', found: THEIRS, blank: { source: 'erased', proof: 'null' } },
  {
    table: 'interactions',
    found: theirsOrDeal('instance_id'),
    blank: { subject: 'erased', result: 'null', body: 'null', place: 'null', thread: 'null', external_key: 'key' },
  },
  {
    table: 'record_changes',
    found: `t.entity = 'interaction' AND t.entity_id IN (SELECT x.id FROM interactions x WHERE x.contact_id = ANY(:contacts)
      OR x.instance_id = ANY(:leads) OR EXISTS (SELECT 1 FROM interaction_participants p WHERE p.interaction_id = x.id AND p.contact_id = ANY(:contacts)))`,
    blank: { before: 'words', after: 'words' },
  },
  { table: 'interaction_participants', found: THEIRS, remove: true },
  {
    table: 'client_mail_letters',
    found: `(${THEIRS} OR t.mail_id IN (SELECT m.id FROM client_mails m WHERE m.instance_id = ANY(:leads)))`,
    blank: { name: 'erased', address: 'erased', subject: 'erased', body: 'erased', reason: 'null' },
  },
  {
    table: 'client_mail_files',
    found: `t.mail_id IN (SELECT m.id FROM client_mails m WHERE m.instance_id = ANY(:leads)
      OR EXISTS (SELECT 1 FROM client_mail_letters l WHERE l.mail_id = m.id AND l.contact_id = ANY(:contacts)))`,
    blank: { name: 'erased' },
  },
  {
    table: 'touches',
    found: theirsOrDeal('lead_id'),
    blank: { note: 'null', external_key: 'key' },
  },
  { table: 'task_comments', found: 't.instance_id = ANY(:leads)', blank: { body: 'erased' } },
  {
    table: 'record_changes',
    found: `t.entity = 'contact' AND t.entity_id = ANY(:contacts)`,
    blank: { before: 'words', after: 'words' },
  },
  {
    table: 'merge_moves',
    found: `t.merge_id IN (SELECT m.id FROM merges m WHERE m.entity = 'contact' AND (m.survivor = ANY(:contacts) OR m.doubles && :contacts))`,
    blank: { before: 'words', after: 'words' },
  },
  {
    table: 'inbound_messages',
    found: `(t.contact_id = ANY(:contacts) OR t.instance_id = ANY(:leads) OR ${NAMED('content', 'external_key')})`,
    blank: { content: 'words', external_key: 'key', reason: 'marks' },
  },
  {
    table: 'import_rows',
    found: `(t.entity_id = ANY(:contacts) OR t.entity_id = ANY(:leads) OR ${NAMED('raw', 'changes', 'notes', 'would_notes', 'back_notes', 'external_key')})`,
    blank: { raw: 'null', changes: 'null', ...marks('notes', 'would_notes', 'back_notes', 'external_key') },
  },
  // What our API answered: a repeated key gets that it is erased, and nothing is done again.
  {
    table: 'kept_answers',
    found: `(${NAMED('answer')} OR EXISTS (SELECT 1 FROM unnest(:contacts || :leads) one WHERE t.answer::text LIKE '%' || one || '%'))`,
    blank: { answer: 'told' },
  },
  // What is somebody else's, and may name them.
  {
    table: 'interactions',
    found: NAMED('subject', 'result', 'body', 'place', 'thread', 'external_key'),
    blank: { ...marks('subject', 'result', 'body', 'place', 'thread'), external_key: 'key' },
  },
  { table: 'files', found: NAMED('name'), blank: marks('name') },
  {
    table: 'client_mail_letters',
    found: NAMED('name', 'address', 'subject', 'body'),
    blank: marks('name', 'address', 'subject', 'body'),
  },
  { table: 'client_mail_files', found: NAMED('name'), blank: marks('name') },
  { table: 'client_mails', found: NAMED('override_reason'), blank: marks('override_reason') },
  { table: 'touches', found: NAMED('note', 'external_key'), blank: { ...marks('note'), external_key: 'key' } },
  { table: 'task_comments', found: NAMED('body'), blank: marks('body') },
  { table: 'accounts', found: NAMED('notes', 'custom'), blank: marks('notes', 'custom') },
  { table: 'contacts', found: NAMED('notes', 'custom'), blank: marks('notes', 'custom') },
  { table: 'contact_points', found: NAMED('value', 'normal', 'label'), blank: marks('value', 'normal', 'label') },
  { table: 'requisites', found: NAMED('name'), blank: marks('name') },
  { table: 'consents', found: NAMED('source', 'proof'), blank: marks('source', 'proof') },
  { table: 'contact_preferences', found: NAMED('best_hours'), blank: marks('best_hours') },
  { table: 'record_changes', found: NAMED('before', 'after'), blank: marks('before', 'after') },
  { table: 'merge_moves', found: NAMED('before', 'after'), blank: marks('before', 'after') },
  { table: 'duplicate_pairs', found: NAMED('reasons', 'note'), blank: marks('reasons', 'note') },
  { table: 'saved_views', found: NAMED('name', 'filter'), blank: marks('name', 'filter') },
  { table: 'account_lists', found: NAMED('name', 'note', 'condition'), blank: marks('name', 'note', 'condition') },
  {
    table: 'imports',
    found: NAMED('file_name', 'shape', 'summary', 'trouble'),
    blank: marks('file_name', 'shape', 'summary', 'trouble'),
  },
  { table: 'absences', found: NAMED('note'), blank: marks('note') },
  { table: 'handovers', found: NAMED('reason'), blank: marks('reason') },
  { table: 'saved_reports', found: NAMED('name', 'question'), blank: marks('name', 'question') },
  { table: 'bulk_acts', found: NAMED('act'), blank: marks('act') },
  { table: 'forecast_words', found: NAMED('note'), blank: marks('note') },
  { table: 'sources', found: NAMED('name', 'key'), blank: { ...marks('name'), key: 'key' } },
];

/** Tables whose personal words `erase_words` takes out, since the API's login may not write them, and the columns it does. */
export const BY_DOOR: Readonly<Record<string, readonly string[]>> = {
  leads: [
    'topic',
    'person_name',
    'organisation',
    'email',
    'phone',
    'source',
    'external_key',
    'post',
    'need',
    'plans',
    'campaign',
    'custom',
  ],
  sales: ['title', 'source', 'external_key', 'campaign', 'second_reason', 'custom'],
  sale_claims: ['title'],
  commands: ['command', 'record', 'answer'],
  process_events: ['command', 'facts', 'snapshot'],
  process_instances: ['snapshot'],
  tasks: ['title'],
  incidents: ['detail'],
  outbox: ['wish', 'reason'],
  delivery_ledger: ['detail'],
  deal_migration_rows: ['preview'],
  audit_entries: ['content'],
};

/** Of the person's own row: what `erasePerson` does to it. */
export const OWN_ROW: readonly string[] = [
  'name',
  'email',
  'phone',
  'language',
  'notes',
  'external_key',
  'custom',
  'birth_date',
];
