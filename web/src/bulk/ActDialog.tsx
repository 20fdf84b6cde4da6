import { Button, Progress } from '@mantine/core';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { useFaults } from '../answer/use-answer';
import type { AskedField } from '../answer/values';
import { newKey, Refused } from '../api/client';
import { queryClient } from '../api/query';
import { namesOf } from '../deal/names';
import { type Definition, type Kind, versionQuery } from '../deal/queries';
import { Dialog } from '../parts/Dialog';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { ActForm } from './ActForm';
import {
  type ActName,
  type Bulk,
  bodyOf,
  isReady,
  type Matching,
  missingFields,
  NOTHING,
  perform,
  preview,
  readBulk,
  type Target,
  type Typed,
} from './acts';
import styles from './bulk.module.css';
import { Became, Outlook, RefusalLines } from './Outlook';
import './words';

export interface ActDialogProps {
  kind: Kind;
  targets: readonly Target[];
  act: ActName;
  /** What is asked unless something else is typed. */
  question?: string;
  /** Instead of the targets, which then only say which processes there are: whatever the list holds that is asked so. */
  matching?: Matching;
  /** How many that is. */
  total?: number;
  close: () => void;
  /** Once it is done, or under way where it is much. */
  done?: (bulk: Bulk, typed: Typed) => void;
}

/**
 * Asks the same of one lead or sale, or of many. Of many it is shown first what would become of each, and then what became; what the
 * process refuses for want of a field can be filled in.
 */
export function ActDialog(props: ActDialogProps) {
  const { kind, targets, act, question = '', matching, total = targets.length, close, done } = props;
  const { t } = useWords();
  const words = useFaultWords();
  const [typed, type] = useState<Typed>({ ...NOTHING, question });
  const definitions = useDefinitions(targets);
  const [asked, ask] = useState<AskedField[]>([]);
  const [bulk, setBulk] = useState<Bulk>();
  const [key] = useState(newKey);
  const [first] = targets;
  const single = targets.length === 1 && !matching;
  const name = t(`bulk.act.${act}`);
  const send = useMutation({
    mutationFn: (items: { id: string; seq: number }[]) => perform({ kind, items, act: bodyOf(act, typed) }, key),
    onSuccess: (answer) => {
      setBulk(answer);
    },
  });
  /** Each has come to something: whoever asked is told, and one that went through needs no further look. */
  const ended = (all: Bulk) => {
    for (const list of ['stalled', 'inbox', 'deal', 'board']) void queryClient.invalidateQueries({ queryKey: [list] });
    done?.(all, typed);
    if (single && all.items.every(({ result }) => result === 'applied')) close();
  };
  const look = useMutation({
    mutationFn: () => preview(kind, matching ?? targets, bodyOf(act, typed)),
    onSuccess: (answer) => {
      const missing = missingFields(answer, definitions);
      ask((was) => [...was, ...missing.filter(({ key }) => !was.some((one) => one.key === key))]);
      if (single && answer.counts.apply === 1) send.mutate(toDo(answer.items));
    },
  });
  const fault = send.error ?? look.error;
  const refused = fault instanceof Refused ? fault : null;
  const { others } = useFaults(refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady(act, typed)) look.mutate();
  };
  const titled = single
    ? t('bulk.title', { act: name, name: first?.name ?? '' })
    : t('bulk.titleMany', { act: name, count: total });
  const names = Object.assign({}, ...definitions.map(namesOf));
  const refusals = single && !send.isPending ? (look.data?.items[0]?.refusal ?? null) : null;
  return (
    <Dialog title={titled} close={close}>
      {bulk ? (
        <Progressing first={bulk} names={names} close={close} ended={ended} />
      ) : look.data && !single ? (
        <Outlook
          answer={look.data}
          names={names}
          busy={send.isPending}
          back={() => look.reset()}
          go={() => send.mutate(toDo(look.data.items))}
          missing={asked.length > 0}
        />
      ) : (
        <form onSubmit={submit} className={styles.dialog}>
          <ActForm {...{ act, typed, type, definitions, asked }} />
          {refusals && <RefusalLines refusal={refusals} names={names} />}
          <div>
            <Button type="submit" loading={look.isPending || send.isPending} disabled={!isReady(act, typed)}>
              {single ? name : t('bulk.look')}
            </Button>
          </div>
        </form>
      )}
      {refused ? <RefusedNote refused={refused} others={others} /> : fault && <p role="alert">{words(fault)}</p>}
    </Dialog>
  );
}

type Previewed = { id: string; seq: number | null; would: string };

/** What would go through, with the decision that was looked at: what moves meanwhile is left alone. */
const toDo = (items: readonly Previewed[]) =>
  items.flatMap(({ id, seq, would }) => (would === 'apply' && seq !== null ? [{ id, seq }] : []));

/** The processes of those that it is asked of, each once. */
function useDefinitions(targets: readonly Target[]): Definition[] {
  const versions = new Map(targets.map(({ process }) => [`${process.key}@${process.version}`, process]));
  return useQueries({
    queries: [...versions.values()].map(({ key, version }) => versionQuery(key, version)),
    combine: (found) => found.flatMap(({ data }) => (data ? [data] : [])),
  });
}

const AGAIN_MS = 1000;

interface ProgressingProps {
  first: Bulk;
  names: ReturnType<typeof namesOf>;
  close: () => void;
  ended: (bulk: Bulk) => void;
}

/** How far it is, until each has come to something. */
function Progressing({ first, names, close, ended: tell }: ProgressingProps) {
  const { t } = useWords();
  const { data = first } = useQuery({
    queryKey: ['bulk', first.id],
    queryFn: () => readBulk(first.id),
    initialData: first,
    staleTime: 0,
    enabled: first.status === 'running',
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? AGAIN_MS : false),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told once, when the last one has ended
  useEffect(() => (data.status === 'done' ? tell(data) : undefined), [data.status]);
  const ended = data.items.filter(({ result }) => result !== null).length;
  return (
    <div className={styles.dialog}>
      <p role="status">{t('bulk.progress', { done: ended, all: data.items.length })}</p>
      <Progress value={(ended / data.items.length) * 100} aria-hidden animated={data.status === 'running'} />
      <Became bulk={data} names={names} />
      <div>
        <Button onClick={close} data-autofocus>
          {t('bulk.ready')}
        </Button>
      </div>
    </div>
  );
}
