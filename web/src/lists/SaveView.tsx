import { useState } from 'react';
import { api, keyed, newKey, told } from '../api/client';
import { queryClient } from '../api/query';
import { type NamedAndShared, NamedAndSharedDialog } from '../parts/NamedAndShared';
import { useWords } from '../words';
import type { AskedOfView } from './use-list';
import { asShown } from './ViewPick';

/** A new view out of what is shown; what is shown as the view that one has; or only its name and whom it is shared with. */
export type Saving = 'new' | 'keep' | 'change';

export function SaveView({ list, saving, close }: { list: AskedOfView; saving: Saving; close: () => void }) {
  const { t, say } = useWords();
  const { view, entity, go } = list;
  const of = saving === 'new' ? undefined : view;
  const [key] = useState(newKey);
  const keep = (said: NamedAndShared) => {
    if (!of)
      return told(api.POST('/views', { params: { header: keyed(key) }, body: { entity, ...said, ...asShown(list) } }));
    const { filter, sort, columns } = saving === 'keep' ? asShown(list) : of;
    const body = { revision: of.revision, ...said, filter, sort, columns };
    return told(api.PUT('/views/{id}', { params: { path: { id: of.id } }, body }));
  };
  const send = async (said: NamedAndShared) => {
    const kept = await keep(said);
    await queryClient.invalidateQueries({ queryKey: ['views', entity] });
    await queryClient.invalidateQueries({ queryKey: ['rows', entity] });
    go({ view: kept.id, ...(saving !== 'change' && { filter: undefined, sort: undefined, columns: undefined }) });
  };
  return (
    <NamedAndSharedDialog
      title={t(`lists.saving.${saving}`)}
      nameLabel={t('lists.viewName')}
      of={of && { name: say(of.name), shared: of.shared, teams: of.teams }}
      send={send}
      close={close}
    />
  );
}
