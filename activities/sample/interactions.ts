import type { Cell } from '../bulk/copy-rows';
import type { Dice } from './dice';
import type { SampleHistory } from './histories';
import { SUBJECTS } from './lists';

const KINDS = ['call', 'e-mail', 'meeting', 'visit'] as const;
const MINUTE_MS = 60_000;

export const INTERACTION = [
  'id',
  'kind',
  'direction',
  'at',
  'subject',
  'instance_id',
  'account_id',
  'contact_id',
  'author_id',
  'created_at',
];

/** What people did with clients shortly before they told the process: one interaction for most steps. */
export function interactionRows(histories: readonly SampleHistory[], dice: Dice): Cell[][] {
  return histories.flatMap(({ past, words, client }) => {
    const steps = past.decisions().filter((one) => one.actorId !== 'system' && one.seq > 1 && dice.chance(70));
    return steps.map((step) => {
      const at = step.at - dice.between(5, 50) * MINUTE_MS;
      const subject = dice.pick(SUBJECTS[client?.language ?? 'en']);
      const direction = dice.pick(['in', 'out']);
      const author = step.actorId;
      const about = [words.accountId, words.contactId];
      return [
        dice.id(at),
        dice.pick(KINDS),
        direction,
        new Date(at),
        subject,
        step.instanceId,
        ...about,
        author,
        new Date(at),
      ];
    });
  });
}
