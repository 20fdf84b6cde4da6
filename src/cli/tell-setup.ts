import type { Say } from './command';
import type { ApiPart } from './parts';

/** Says how the first person of an empty installation comes in. The code is good until this API stops, or somebody is there. */
export function tellSetup({ url, setupCode }: ApiPart, say: Say): void {
  if (setupCode === undefined) return;
  say('\nNobody is here yet. Make yourself the administrator:');
  say(`  curl ${url}/api/v1/setup -H 'Content-Type: application/json' \\`);
  say(`    -d '{"code":"${setupCode}","name":"...","email":"...","password":"..."}'`);
}
