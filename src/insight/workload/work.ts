import { type Bind, type Sight, seenSql } from '../../access';
import { inTeams, type Narrow, narrowSql, type Question } from '../question';

/** What work is counted of: each number of the report, by its family. */
export const WORK = {
  tasks: ['open', 'due soon', 'overdue', 'waiting'],
  answers: ['done'],
  meetings: ['planned', 'held', 'cancelled', 'missed', 'unsettled'],
  unplanned: ['meetings held'],
  transitions: ['planned', 'in time', 'late', 'missing'],
  moves: ['made'],
  leads: ['came', 'answered', 'unanswered'],
  activity: ['unattended'],
  told: ['unnoticed'],
} as const;
export type Family = keyof typeof WORK;
export const FAMILIES = Object.keys(WORK) as Family[];

/** A number of the report, such as `tasks: overdue`. */
export type Work = { [F in Family]: `${F}: ${(typeof WORK)[F][number]}` }[Family];
export const WORKS = FAMILIES.flatMap((family) => WORK[family].map((which) => `${family}: ${which}` as Work));

/** How a family is read: the rows that it counts, whose each is, which of its numbers each belongs to, and what is shown of it. */
export interface FamilySql {
  from: string;
  where: string;
  /** Null: nobody's, as a task in a queue. */
  person: string;
  /** By the number within the family. */
  holds: Readonly<Record<string, string>>;
  id: string;
  title: string;
  at: string;
}

export interface WorkScope {
  question: Question;
  sight: Sight;
  bind: Bind;
}

const DEAL = 'JOIN process_instances i ON i.id =';
const NAMED = `coalesce((SELECT s.title FROM sales s WHERE s.id = i.id), (SELECT l.topic FROM leads l WHERE l.id = i.id), '')`;

/** A known wait is nobody's delay. */
const WAITS = (now: string) => `coalesce(i.wait_until > ${now}, false)`;

/** A family of work over one question: what is counted and what is listed are made of the same. */
export function familySql(family: Family, { question, sight, bind }: WorkScope): FamilySql {
  const [from, until, now] = [question.period.from, question.period.until, question.asOf].map((at) =>
    bind(new Date(at)),
  );
  const within = (column: string) => `${column} >= ${from} AND ${column} < ${until}`;
  const deals = () => [...dealNarrow(question, bind), seenSql(sight, 'instance', 'i', bind)].join(' AND ');
  switch (family) {
    case 'tasks':
      return {
        ...TASK,
        where: `t.status = 'open' AND ${deals()}`,
        holds: {
          open: 'true',
          'due soon': `NOT ${WAITS(`${now}`)} AND t.due_soon_at <= ${now} AND t.due_at > ${now}`,
          overdue: `NOT ${WAITS(`${now}`)} AND t.due_at <= ${now}`,
          waiting: WAITS(`${now}`),
        },
        at: 't.due_at',
      };
    case 'answers':
      return {
        ...TASK,
        where: `t.status = 'done' AND ${within('t.ended_at')} AND ${deals()}`,
        holds: { done: 'true' },
        at: 't.ended_at',
      };
    case 'meetings':
      return {
        ...MEETING,
        where: `x.kind IN ('meeting', 'visit') AND ${within('x.planned_for')} AND ${meetingSeen(question, sight, bind)}`,
        holds: {
          ...{
            planned: 'true',
            held: `x.status = 'held'`,
            cancelled: `x.status = 'cancelled'`,
            missed: `x.status = 'missed'`,
          },
          unsettled: `x.status = 'planned' AND x.planned_for <= ${now}`,
        },
        at: 'x.planned_for',
      };
    case 'unplanned':
      return {
        ...MEETING,
        where: `x.kind IN ('meeting', 'visit') AND x.status = 'held' AND x.planned_for IS NULL AND ${within('x.at')} AND ${meetingSeen(question, sight, bind)}`,
        holds: { 'meetings held': 'true' },
        at: 'x.at',
      };
    case 'transitions':
      return {
        ...VISIT,
        where: `${within('v.due_at')} AND v.state NOT LIKE 'closed.%' AND i.kind = '${question.kind}' AND ${deals()}`,
        holds: {
          planned: 'true',
          'in time': 'v.left_at <= v.due_at',
          late: 'v.left_at > v.due_at',
          missing: `v.left_at IS NULL AND v.due_at <= ${now}`,
        },
        at: 'v.due_at',
      };
    case 'moves':
      return {
        ...VISIT,
        where: `${within('v.left_at')} AND v.state NOT LIKE 'closed.%' AND i.kind = '${question.kind}' AND ${deals()}`,
        holds: { made: 'true' },
        at: 'v.left_at',
      };
    case 'leads':
      return {
        from: 'process_instances i JOIN leads l ON l.id = i.id',
        where: `i.kind = 'lead' AND ${within('i.started_at')} AND ${deals()}`,
        person: 'i.owner_id',
        holds: { came: 'true', answered: 'l.first_response_at IS NOT NULL', unanswered: 'l.first_response_at IS NULL' },
        ...{ id: 'i.id', title: 'l.topic', at: 'i.started_at' },
      };
    case 'activity':
      return {
        ...ACTIVITY,
        where: `c.ended_at IS NULL AND c.due_at <= ${now} AND ${deals()}`,
        holds: { unattended: 'true' },
      };
    case 'told':
      return {
        ...ACTIVITY,
        where: `c.ended = 'told' AND ${within('c.ended_at')} AND ${deals()}`,
        holds: { unnoticed: 'true' },
      };
  }
}

const TASK = {
  from: `tasks t ${DEAL} t.instance_id`,
  person: 't.assignee_id',
  id: 't.id',
  title: `coalesce(t.title, (SELECT pv.definition #>> ARRAY['stages', t.stage, 'tasks', t.task, 'name', 'en'] FROM process_versions pv WHERE pv.id = i.version_id), t.key)`,
};
const MEETING = {
  from: 'interactions x LEFT JOIN process_instances i ON i.id = x.instance_id',
  person: 'coalesce(x.responsible_id, x.author_id)',
  ...{ id: 'x.id', title: 'x.subject' },
};
const VISIT = { from: `stage_visits v ${DEAL} v.instance_id`, person: 'v.owner_id', id: 'i.id', title: NAMED };
const ACTIVITY = {
  from: `client_activities c ${DEAL} c.instance_id`,
  person: 'i.owner_id',
  id: 'c.id',
  title: NAMED,
  at: 'c.due_at',
};

/** As far as it is about deals: whose the work is, is asked of the work itself. */
function dealNarrow({ narrow, kind }: Question, bind: Bind): string[] {
  const { owner: _, team: __, ...rest } = narrow;
  const conditions = narrowSql(rest as Narrow, kind, bind);
  return conditions.length > 0 ? [`i.kind = '${kind}'`, ...conditions] : [];
}

/** A meeting about no deal is seen with its client; one with nobody, by everybody. */
function meetingSeen(question: Question, sight: Sight, bind: Bind): string {
  const narrow = dealNarrow(question, bind);
  const seen = `CASE WHEN i.id IS NOT NULL THEN ${seenSql(sight, 'instance', 'i', bind)}
    WHEN x.contact_id IS NOT NULL THEN EXISTS (SELECT 1 FROM contacts mc WHERE mc.id = x.contact_id AND ${seenSql(sight, 'contact', 'mc', bind)})
    WHEN x.account_id IS NOT NULL THEN EXISTS (SELECT 1 FROM accounts ma WHERE ma.id = x.account_id AND ${seenSql(sight, 'account', 'ma', bind)})
    ELSE true END`;
  return [...narrow, seen].join(' AND ');
}

/** Whose work is asked for: over a column that says whose it is. The empty text: of whoever is in no team. */
export function personNarrow({ narrow: { owner, team } }: Question, person: string, bind: Bind): string[] {
  return [
    ...(owner?.length ? [`${person} = ANY(${bind(owner)}::uuid[])`] : []),
    ...(team?.length ? [inTeams(person, team, bind)] : []),
  ];
}
