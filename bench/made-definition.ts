import type { Definition } from '../src/process';
import { readDefinition } from '../src/process/language/read-definition';

/**
 * A sale of so many stages, each with a limit, a task by condition that holds it up, one to be called for, and one that
 * leads on, back, or to an end: what a large real process has, many times over.
 */
export function stagesOf(count: number): Definition {
  const keys = Array.from({ length: count }, (_, i) => `stage-${i}`);
  const stages = Object.fromEntries(keys.map((key, i) => [key, stageOf(keys[i + 1] ?? 'closed.won', keys[i - 1])]));
  return structuredClone(read(JSON.stringify({ ...WHOLE, stages })));
}

const known = new Map<string, Definition>();

function read(text: string): Definition {
  const before = known.get(text);
  if (before) return before;
  const { definition, ...rest } = readDefinition(text);
  if (!definition) throw new Error(JSON.stringify(rest));
  known.set(text, definition);
  return definition;
}

const WHOLE = {
  process: 'made',
  kind: 'sale',
  calendar: 'office',
  fields: {
    amount: { type: 'money' },
    discount: { type: 'percent', default: 0 },
    size: { type: 'choice', options: ['small', 'large'], default: 'small' },
    note: { type: 'text' },
  },
  closed: { won: {}, lost: { require: ['reason'] } },
};

const stageOf = (next: string, before: string | undefined) => ({
  limit: '5 working days',
  tasks: {
    approve: {
      when: 'discount > 15',
      required: true,
      assignee: "owner's manager",
      outcomes: { approved: {}, rejected: { ask: ['discount'], again: true } },
    },
    help: { 'on call': true, outcomes: { done: {} } },
    go: {
      after: ['approve'],
      outcomes: {
        on: { to: next },
        weighed: { to: [{ when: 'size == "large"', to: next }, { to: 'closed.won' }], ask: ['amount'] },
        later: { wait: 'ask for a date' },
        stuck: { open: ['help'], again: true },
        ...(before && { back: { to: before, ask: ['note'] } }),
        lost: { to: 'closed.lost', ask: ['reason'] },
      },
    },
  },
});
