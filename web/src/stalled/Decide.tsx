import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { newKey } from '../api/client';
import { useColleagues } from '../api/company';
import { ActDialog } from '../bulk/ActDialog';
import { ACTS, type ActName, type Bulk, type Typed } from '../bulk/acts';
import { versionQuery } from '../deal/queries';
import { comment } from '../inbox/queries';
import { useKeys } from '../keys';
import { Dialog } from '../parts/Dialog';
import { Key } from '../parts/Light';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './meeting.module.css';
import type { Decision } from './minutes';
import type { StalledDeal } from './queries';
import type { Pile } from './search';

interface DecideProps {
  row: StalledDeal;
  pile: Pile;
  note: (decision: Decision) => void;
  decided: readonly Decision[];
}

const KEYS: Record<ActName | 'note', string> = { ask: 'Q', reassign: 'R', wait: 'W', move: 'M', close: 'C', note: 'T' };

/** What a meeting may decide about a deal, each by a key; and what it has decided about it. */
export function Decide({ row, pile, note, decided }: DecideProps) {
  const { t } = useWords();
  const [open, setOpen] = useState<ActName | 'note' | null>(null);
  const told = useSaid(row);
  const all = [...ACTS, 'note'] as const;
  useKeys(Object.fromEntries(all.map((act) => [`Key${KEYS[act]}`, () => setOpen(act)])));
  const kind = 'title' in row ? ('sale' as const) : ('lead' as const);
  const name = 'title' in row ? row.title : row.topic;
  const keep = (act: ActName | 'note', said: string) =>
    note({ dealId: row.id, kind, number: row.number, name, act, said, at: new Date().toISOString() });
  return (
    <>
      <h3>{t('meeting.decide')}</h3>
      <div className={styles.acts}>
        {all.map((act) => (
          <Button key={act} variant="light" onClick={() => setOpen(act)} rightSection={<Key>{KEYS[act]}</Key>}>
            {act === 'note' ? t('meeting.note') : t(`bulk.act.${act}`)}
          </Button>
        ))}
      </div>
      {decided.length > 0 && (
        <ul className={styles.decided} aria-label={t('meeting.decided')}>
          {decided.map((one) => (
            <li key={one.at}>{one.said}</li>
          ))}
        </ul>
      )}
      {open === 'note' && (
        <NoteDialog row={row} close={() => setOpen(null)} keep={(text) => keep('note', told('note', text))} />
      )}
      {open !== null && open !== 'note' && (
        <ActDialog
          kind={kind}
          targets={[{ ...row, name }]}
          act={open}
          question={t(`bulk.prefilled.${pile}`)}
          close={() => setOpen(null)}
          done={(bulk, typed) => applied(bulk) && keep(open, told(open, typed))}
        />
      )}
    </>
  );
}

const applied = ({ items }: Bulk): boolean => items.some(({ result }) => result === 'applied');

/** A decision as a sentence of the minutes. */
function useSaid(row: StalledDeal) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const people = useColleagues(true);
  const definition = useQuery(versionQuery(row.process.key, row.process.version)).data;
  return (act: ActName | 'note', typed: Typed | string): string => {
    if (typeof typed === 'string') return t('meeting.said.note', { what: typed });
    const stage = definition?.stages[typed.to ?? '']?.name;
    const outcome = definition?.closed[typed.outcome ?? '']?.name;
    const what = {
      ask: typed.question,
      reassign: people.data?.find(({ id }) => id === typed.ownerId)?.name ?? '',
      wait: typed.reason,
      move: stage ? say(stage) : (typed.to ?? ''),
      close: outcome ? say(outcome) : (typed.outcome ?? ''),
      note: '',
    }[act];
    const until = typed.until && when(new Date(typed.until).toISOString());
    const comment = typed.comment.trim() === '' ? '' : `. ${typed.comment.trim()}`;
    return `${t(`meeting.said.${act}`, { what, until, owner: row.owner.name })}${comment}`;
  };
}

function NoteDialog({ row, close, keep }: { row: StalledDeal; close: () => void; keep: (text: string) => void }) {
  const { t, say } = useWords();
  const words = useFaultWords();
  const [text, setText] = useState('');
  const [key] = useState(newKey);
  const step = row.nextStep;
  const keeping = useMutation({
    mutationFn: async () => void (step && (await comment(step.id, text.trim(), key))),
    onSuccess: () => {
      keep(text.trim());
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') keeping.mutate();
  };
  return (
    <Dialog title={t('meeting.note')} close={close} size="md">
      <form onSubmit={submit} className={styles.dialog}>
        <Textarea
          label={t('meeting.noteYours')}
          description={step ? t('meeting.noteWhere', { step: say(step.name) }) : t('meeting.noteOnly')}
          autosize
          minRows={3}
          maxLength={4000}
          required
          data-autofocus
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {keeping.error && <p role="alert">{words(keeping.error)}</p>}
        <div>
          <Button type="submit" loading={keeping.isPending}>
            {t('meeting.noteKeep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
