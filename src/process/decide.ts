import type { Command } from './command';
import type { Answer } from './decision';
import type { Definition } from './definition';
import { acts, start } from './machine/acts';
import { type Draft, draftOf } from './machine/draft';
import { mustKeepRequired } from './machine/fields';
import { Refused, refuse, toRefusal } from './machine/refuse';
import { openDueTasks } from './machine/stage';
import { remember } from './machine/undo';
import type { Snapshot } from './snapshot';
import type { Instant } from './types';

/**
 * What becomes of a command: a decision with the next snapshot (complete but for its facts, which `settle`
 * fills in), or a refusal with what would let it pass. Pure: the same arguments give the same answer on
 * every replay, in the workflow, the checker, a test or a browser.
 *
 * @param snapshot null before `start`.
 * @param now when the decision is made; deadlines that are due later are refused with `NothingToDo`.
 * @throws only for a bug or a definition that does not compile, never for what a caller sent.
 */
export function decide(definition: Definition, snapshot: Snapshot | null, command: Command, now: Instant): Answer {
  try {
    const draft = take(definition, snapshot, command, now);
    const { at, questions, wishes, touched } = draft;
    const tasks = [...touched.values()];
    return { decision: { command, at: now, from: snapshot?.state ?? null, snapshot: at, tasks, questions, wishes } };
  } catch (error) {
    if (error instanceof Refused) return { refused: toRefusal(error, command, snapshot) };
    throw error;
  }
}

function take(definition: Definition, snapshot: Snapshot | null, command: Command, now: Instant): Draft {
  if (command.expectedSeq !== undefined && command.expectedSeq !== (snapshot?.seq ?? 0)) {
    refuse('Stale', { seq: snapshot?.seq ?? 0 });
  }
  if (command.type === 'start') return start(definition, snapshot, command, now);
  if (!snapshot) refuse('NotAtThisStage', { state: 'not started' });
  if (snapshot.closedAt !== null && command.type !== 'reopen' && command.type !== 'undo')
    refuse(command.type === 'deadline' ? 'NothingToDo' : 'Closed');
  const draft = draftOf(definition, snapshot, now);
  const act = acts[command.type] as (draft: Draft, command: Command) => void;
  act(draft, command);
  // The first release of the language asked this of amendments only.
  if ('fields' in command && (definition.language || command.type === 'amend')) mustKeepRequired(draft, command.fields);
  openDueTasks(draft);
  if (command.type !== 'undo') remember(draft, snapshot, command);
  else delete draft.at.back;
  return draft;
}
