import type { Text } from '../../process';

/** A part of what is held of a person, as they get it: a name for people, and the rows, by readable names. */
export interface Section {
  key: string;
  name: Text;
  /** Where it is read from. */
  tables: readonly string[];
  /** Gives one JSON object a row, as `row`; the placeholders are those of `Place`. */
  sql: string;
}

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const PEOPLE = '(SELECT o.name FROM people o WHERE o.id = %)';
const personNamed = (column: string): string => PEOPLE.replace('%', column);

/** Everything held about a person, in the order in which they read it. */
export const SECTIONS: readonly Section[] = [
  {
    key: 'card',
    name: { en: 'Card', ru: 'Карточка' },
    tables: ['contacts', 'custom_fields'],
    sql: `SELECT jsonb_build_object('name', t.name, 'email', t.email, 'phone', t.phone, 'language', t.language, 'birthDate', t.birth_date,
        'notes', t.notes, 'externalKey', t.external_key, 'createdAt', ${iso('t.created_at')}, 'mergedIntoTheFirst', t.merged_into IS NOT NULL,
        'addedFields', (SELECT coalesce(jsonb_object_agg(coalesce(f.name ->> 'en', c.key), c.value), '{}') FROM jsonb_each(t.custom) c
          LEFT JOIN custom_fields f ON f.entity = 'contact' AND f.key = c.key)) AS row
      FROM contacts t WHERE t.id = ANY(:contacts) ORDER BY t.merged_into NULLS FIRST, t.id`,
  },
  {
    key: 'points',
    name: { en: 'Phones, e-mail addresses, sites and messengers', ru: 'Телефоны, адреса почты, сайты и мессенджеры' },
    tables: ['contact_points'],
    sql: `SELECT jsonb_build_object('kind', t.kind, 'value', t.value, 'label', t.label) AS row
      FROM contact_points t WHERE t.contact_id = ANY(:contacts) ORDER BY t.position, t.id`,
  },
  {
    key: 'addresses',
    name: { en: 'Addresses', ru: 'Адреса' },
    tables: ['addresses'],
    sql: `SELECT jsonb_build_object('kind', t.kind, 'country', t.country, 'region', t.region, 'city', t.city, 'postcode', t.postcode,
        'line', t.line) AS row FROM addresses t WHERE t.contact_id = ANY(:contacts) ORDER BY t.position, t.id`,
  },
  {
    key: 'organisations',
    name: { en: 'Organisations', ru: 'Организации' },
    tables: ['account_contacts'],
    sql: `SELECT jsonb_build_object('organisation', a.name, 'post', t.post, 'decisionRole', t.decision_role) AS row
      FROM account_contacts t JOIN accounts a ON a.id = t.account_id WHERE t.contact_id = ANY(:contacts) ORDER BY a.name`,
  },
  {
    key: 'properties',
    name: { en: 'Properties and categories', ru: 'Свойства и категории' },
    tables: ['record_properties', 'record_categories'],
    sql: `SELECT jsonb_build_object('property', t.property, 'value', t.value) AS row FROM record_properties t WHERE t.contact_id = ANY(:contacts)
      UNION ALL SELECT jsonb_build_object('category', t.category) FROM record_categories t WHERE t.contact_id = ANY(:contacts)`,
  },
  {
    key: 'preferences',
    name: { en: 'How to reach them', ru: 'Как связываться' },
    tables: ['contact_preferences'],
    sql: `SELECT jsonb_build_object('channel', t.channel, 'bestHours', t.best_hours, 'doNotCall', t.do_not_call) AS row
      FROM contact_preferences t WHERE t.contact_id = ANY(:contacts)`,
  },
  {
    key: 'consents',
    name: { en: 'Consents', ru: 'Согласия' },
    tables: ['consents'],
    sql: `SELECT jsonb_build_object('channel', t.channel, 'purpose', t.purpose, 'given', t.given, 'at', ${iso('t.at')}, 'source', t.source,
        'proof', t.proof, 'recordedBy', ${personNamed('t.recorded_by')}) AS row
      FROM consents t WHERE t.contact_id = ANY(:contacts) ORDER BY t.at, t.id`,
  },
  {
    key: 'leads',
    name: { en: 'Leads, as they were typed', ru: 'Лиды, как их записали' },
    tables: ['leads', 'process_instances'],
    sql: `SELECT to_jsonb(t) - ARRAY['id', 'account_id', 'contact_id', 'sale_id', 'created_by', 'product_id', 'first_response_id', 'created_at']
        || jsonb_build_object('createdAt', ${iso('t.created_at')}, 'state', i.state, 'result', i.result, 'owner', ${personNamed('i.owner_id')},
          'fields', i.snapshot -> 'fields') AS row
      FROM leads t JOIN process_instances i ON i.id = t.id WHERE t.id = ANY(:leads) ORDER BY t.number`,
  },
  {
    key: 'sales',
    name: { en: 'Sales', ru: 'Продажи' },
    tables: ['sales', 'process_instances'],
    sql: `SELECT jsonb_build_object('number', t.number, 'title', t.title, 'source', t.source, 'campaign', t.campaign, 'addedFields', t.custom,
        'createdAt', ${iso('t.created_at')}, 'state', i.state, 'result', i.result, 'owner', ${personNamed('i.owner_id')},
        'fields', i.snapshot -> 'fields') AS row
      FROM sales t JOIN process_instances i ON i.id = t.id WHERE t.contact_id = ANY(:contacts) ORDER BY t.number`,
  },
  {
    key: 'interactions',
    name: { en: 'Calls, e-mails, meetings and visits', ru: 'Звонки, письма, встречи и визиты' },
    tables: ['interactions', 'interaction_participants'],
    sql: `SELECT jsonb_build_object('kind', t.kind, 'direction', t.direction, 'status', t.status, 'at', ${iso('t.at')}, 'subject', t.subject,
        'result', t.result, 'place', t.place, 'body', t.body, 'durationS', t.duration_s, 'author', ${personNamed('t.author_id')}) AS row
      FROM interactions t WHERE t.contact_id = ANY(:contacts) OR t.instance_id = ANY(:leads)
        OR t.id IN (SELECT p.interaction_id FROM interaction_participants p WHERE p.contact_id = ANY(:contacts)) ORDER BY t.at, t.id`,
  },
  {
    key: 'clientMails',
    name: { en: 'Mails that we wrote to them', ru: 'Письма, которые мы им написали' },
    tables: ['client_mail_letters', 'client_mails'],
    sql: `SELECT jsonb_build_object('address', t.address, 'subject', t.subject, 'text', t.body, 'state', t.status,
        'sentAt', ${iso('t.sent_at')}, 'answeredAt', ${iso('t.answered_at')}, 'writtenAt', ${iso('m.created_at')},
        'author', ${personNamed('m.sender_id')}, 'reasonToWrite', m.override_reason) AS row
      FROM client_mail_letters t JOIN client_mails m ON m.id = t.mail_id
      WHERE t.contact_id = ANY(:contacts) OR m.instance_id = ANY(:leads) ORDER BY m.created_at, t.n`,
  },
  {
    key: 'touches',
    name: { en: 'Contacts with campaigns and sources', ru: 'Контакты с кампаниями и источниками' },
    tables: ['touches'],
    sql: `SELECT jsonb_build_object('source', s.name, 'kind', t.kind, 'status', t.status, 'at', ${iso('t.activity_at')},
        'answeredAt', ${iso('t.response_at')}, 'note', t.note) AS row
      FROM touches t JOIN sources s ON s.id = t.source_id WHERE t.contact_id = ANY(:contacts) OR t.lead_id = ANY(:leads) ORDER BY t.activity_at, t.id`,
  },
  {
    key: 'comments',
    name: { en: 'Comments and reasons in their leads and sales', ru: 'Комментарии и причины в лидах и продажах' },
    tables: ['commands', 'tasks', 'task_comments'],
    sql: `SELECT jsonb_build_object('at', ${iso('t.received_at')}, 'what', t.type, 'by', ${personNamed(`nullif(t.caller_id, 'system')::uuid`)},
        'words', t.record) AS row
      FROM commands t WHERE t.record <> '{}' AND (t.instance_id = ANY(:leads)
        OR t.instance_id IN (SELECT s.id FROM sales s WHERE s.contact_id = ANY(:contacts)))
      UNION ALL SELECT jsonb_build_object('at', ${iso('t.opened_at')}, 'what', 'task', 'words', jsonb_build_object('title', t.title))
      FROM tasks t WHERE t.title IS NOT NULL AND t.instance_id = ANY(:leads)
      UNION ALL SELECT jsonb_build_object('at', ${iso('t.at')}, 'what', 'comment on a task', 'by', ${personNamed('t.author_id')}, 'words', jsonb_build_object('comment', t.body))
      FROM task_comments t WHERE t.instance_id = ANY(:leads) OR t.instance_id IN (SELECT s.id FROM sales s WHERE s.contact_id = ANY(:contacts))`,
  },
  {
    key: 'cameIn',
    name: { en: 'What came in by itself', ru: 'Что пришло само' },
    tables: ['inbound_messages'],
    sql: `SELECT jsonb_build_object('at', ${iso('t.received_at')}, 'content', t.content) AS row
      FROM inbound_messages t WHERE t.contact_id = ANY(:contacts) OR t.instance_id = ANY(:leads) ORDER BY t.received_at, t.id`,
  },
  {
    key: 'attached',
    name: { en: 'Files: each is downloaded at its address', ru: 'Файлы: каждый скачивается по своему адресу' },
    tables: ['files'],
    sql: `SELECT jsonb_build_object('name', t.name, 'type', t.type, 'bytes', t.bytes, 'at', ${iso('t.created_at')}, 'by', ${personNamed('t.created_by')},
        'address', '/api/v1/files/' || t.id || '/content') AS row
      FROM files t WHERE t.contact_id = ANY(:contacts) OR t.instance_id = ANY(:leads)
        OR t.interaction_id IN (SELECT x.id FROM interactions x WHERE x.contact_id = ANY(:contacts) OR x.instance_id = ANY(:leads))
        OR t.task_id IN (SELECT k.id FROM tasks k WHERE k.instance_id = ANY(:leads)) ORDER BY t.created_at, t.id`,
  },
  {
    key: 'files',
    name: { en: 'Rows of files that were brought in', ru: 'Строки загруженных файлов' },
    tables: ['import_rows', 'imports'],
    sql: `SELECT jsonb_build_object('file', f.file_name, 'row', t.row, 'as', t.raw, 'changes', t.changes) AS row
      FROM import_rows t JOIN imports f ON f.id = t.import_id
      WHERE t.entity_id = ANY(:contacts) OR t.entity_id = ANY(:leads) ORDER BY f.started_at, t.row`,
  },
  {
    key: 'changes',
    name: { en: 'How the card changed', ru: 'Как менялась карточка' },
    tables: ['record_changes', 'merge_moves'],
    sql: `SELECT jsonb_build_object('at', ${iso('t.at')}, 'by', ${personNamed('t.by')}, 'how', t.how, 'before', t.before, 'after', t.after) AS row
      FROM record_changes t WHERE t.entity = 'contact' AND t.entity_id = ANY(:contacts)
      UNION ALL SELECT jsonb_build_object('at', ${iso('m.at')}, 'how', 'merge', 'what', t.table_name || '.' || t.column_name, 'before', t.before, 'after', t.after)
      FROM merge_moves t JOIN merges m ON m.id = t.merge_id WHERE m.entity = 'contact' AND (m.survivor = ANY(:contacts) OR m.doubles && :contacts)
        AND t.what <> 'moved'`,
  },
];
