import type { Definition, Snapshot } from '../../../../src/process';
import type { Problem } from '../../../../src/process/language/finding';
import type { ProofOptions } from '../../../../src/process/proof/prove';

/** One fault that is put into the sound process of `base.yaml`, and what must be found then. */
export interface Fault {
  what: string;
  /** Where it must be found: the path in the text, joined by dots. */
  at: string;
  /** Texts to find and what to put in their place. */
  edits: readonly (readonly [find: string, put: string])[];
  level?: Problem['level'];
  /** For what a text cannot say, since its reader refuses it before: a change of what was read. */
  change?: (definition: Loose) => void;
  options?: ProofOptions;
  /** What must hold where the trace ends; `broken`: the engine gives up there. Without it no trace is expected. */
  arrives?: ((at: Snapshot) => boolean) | 'broken';
}

// biome-ignore lint/suspicious/noExplicitAny: a fault reaches into any part of a definition.
export type Loose = { -readonly [K in keyof Definition]: any };

export const fault = (what: string, at: string, edits: Fault['edits'], more: Partial<Fault> = {}): Fault => ({
  what,
  at,
  edits,
  ...more,
});

export const isIn =
  (state: string) =>
  (at: Snapshot): boolean =>
    at.state === state || Object.values(at.branches ?? {}).some((branch) => branch.at === state);

export const hasOpen =
  (task: string) =>
  (at: Snapshot): boolean =>
    at.tasks.some((one) => one.task === task && one.status === 'open');

/** Puts a stage before the closings. */
export const stage = (text: string): readonly [string, string] => [
  '\nclosed:\n',
  `\n${text.replace(/^\n/, '')}closed:\n`,
];

/** Without the event that closes from everywhere. */
export const NO_EVENT = [
  'on:\n  client gone: { to: closed.lost, set: { reason: gone }, ends branches: true }\n',
  '',
] as const;
export const NO_FORM = [
  '    on:\n      form filled: [{ when: size == "large", to: offer, take: [amount] }, { take: [amount] }]\n',
  '',
] as const;
export const TO_LIMBO = ['needs time: { ask: [decisionDate], again: true }', 'needs time: { to: limbo }'] as const;
export const ROUTES = 'to: [{ when: size == "large", to: prepare }, { to: decide }]';
