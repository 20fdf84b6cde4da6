import { ActDialog } from '../bulk/ActDialog';
import type { ActName, Target } from '../bulk/acts';
import { AddToList } from './AddToList';
import { GiveClients } from './GiveClients';
import type { Listed } from './queries';
import type { Entity } from './search';

/** What is to be done with many, as they were when it was asked: the list may be read anew meanwhile. */
export interface Meant {
  act: ActName | 'list' | 'give';
  those: readonly Listed[];
  /** Whatever the list holds that is asked so, instead of those. */
  from: { view?: string; filter?: string } | undefined;
  count: number;
}

interface DoProps {
  entity: Entity;
  meant: Meant;
  close: () => void;
  done: () => void;
}

/** Does it, and says what became of each. It stands beside the list, since the list is read anew while it is read. */
export function DoWithMany({ entity, meant: { act, those, from, count }, close, done }: DoProps) {
  if (act === 'list') return <AddToList ids={those.map(({ id }) => id)} from={from} count={count} close={close} />;
  if (entity === 'account' || entity === 'contact')
    return <GiveClients kind={entity} those={those} close={close} done={done} />;
  if (act === 'give') return null;
  const all = from && { matching: from, total: count };
  return <ActDialog kind={entity} targets={those.flatMap(targetOf)} act={act} {...all} close={close} done={done} />;
}

const targetOf = (row: Listed): Target[] =>
  'process' in row
    ? [{ id: row.id, seq: row.seq, name: 'title' in row ? row.title : row.topic, process: row.process }]
    : [];
