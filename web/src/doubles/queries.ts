import { api, keyed, type Shown, told } from '../api/client';
import { queryClient } from '../api/query';
import type { Ref } from '../records/on';

export type Pair = Shown['DuplicatePair'];
export type Plan = Shown['MergePlan'];
export type Done = Shown['MergeDone'];
export type MergeEntity = 'account' | 'contact';

/** Two cards that may be of the same one. */
export interface Two {
  entity: MergeEntity;
  left: Ref;
  right: Ref;
}

type Asked = Shown['Merge'];

/** Makes two cards into one; with `dryRun` it only tells what that would do. */
export async function merge(entity: MergeEntity, body: Asked, key: string): Promise<Plan> {
  const sent = { params: { header: keyed(key) }, body };
  return entity === 'account'
    ? await told(api.POST('/accounts/merges', sent))
    : await told(api.POST('/contacts/merges', sent));
}

export const undoMerge = (id: string, dryRun: boolean, key: string) =>
  told(api.POST('/merges/{id}/undo', { params: { path: { id }, header: keyed(key) }, body: { dryRun } }));

/** After cards became one, or were parted: what is shown of them, and the pairs, are read anew. */
export function readClientsAnew(): void {
  for (const first of ['client', 'doubles', 'search', 'record'])
    void queryClient.invalidateQueries({ queryKey: [first] });
}
