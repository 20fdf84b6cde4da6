import type { Definition } from '../src/process';

/** Definitions by their whole text, and what hangs on them: the compiled machine and its conditions. */
const known = new Map<string, Definition>();
/** Far more than an installation has versions in use. */
const MOST = 200;

/**
 * One object for all instances that run the same definition, so that its machine is compiled once for a worker's
 * thread and held once in its memory. The bundle loads this module once for all workflows; a definition is never
 * changed, and what is compiled from it follows from its text, so sharing it changes nothing but the cost.
 */
export function sharedDefinition(definition: Definition): Definition {
  const text = JSON.stringify(definition);
  const there = known.get(text);
  if (there) return there;
  if (known.size >= MOST) known.clear();
  known.set(text, definition);
  return definition;
}
