import type { Pool } from 'pg';
import type { Decision, Question } from '../src/process';
import type { PoolRule } from '../src/process/time/resolve';
import type { Instance } from './decision-record';
import type { Directory, Reference } from './reference';

/** A question about who of a pool gets a task. */
type PoolQuestion = Extract<Question, { ask: 'assignee' }> & { rule: PoolRule };

const isOfPool = (question: Question): question is PoolQuestion => question.ask === 'assignee' && 'of' in question.rule;

/**
 * The reference data with the people whom pools give this decision's tasks to. Loads and turns change with every
 * decision, so they are asked for each time, in one query, and only where a decision has such a question. A decision that is
 * tried again gets the same people, as long as they are still in the pool.
 */
export async function withTurns(
  pool: Pick<Pool, 'query'>,
  { instanceId, definition }: Pick<Instance, 'instanceId' | 'definition'>,
  decision: Pick<Decision, 'questions'>,
  reference: Reference,
): Promise<Reference> {
  const questions = decision.questions.filter(isOfPool);
  if (questions.length === 0) return reference;
  const asked = questions
    .map(({ task, rule }) => ({
      task,
      kind: `${definition.key} ${task.split('#')[0]}`,
      rule: rule.rule,
      of: reference.people.inPool(rule.of),
    }))
    .filter(({ of }) => of.length > 0);
  const people: Directory = { ...reference.people, pick: pickFrom(await takeTurns(pool, instanceId, asked)) };
  return { ...reference, people };
}

const pickFrom =
  (turns: Readonly<Record<string, string>>): Directory['pick'] =>
  (_rule, task) =>
    turns[task] ?? null;

async function takeTurns(
  pool: Pick<Pool, 'query'>,
  instanceId: string,
  asked: readonly { task: string; of: readonly string[] }[],
): Promise<Record<string, string>> {
  if (asked.length === 0) return {};
  const { rows } = await pool.query<{ turns: Record<string, string> }>({
    name: 'take turns',
    text: 'SELECT take_turns($1, $2::jsonb) AS turns',
    values: [instanceId, JSON.stringify(asked)],
  });
  return rows[0]?.turns ?? {};
}
