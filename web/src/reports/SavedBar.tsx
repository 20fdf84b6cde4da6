import { Button } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMayI } from '../api/me';
import { type NamedAndShared, NamedAndSharedDialog } from '../parts/NamedAndShared';
import { useWords } from '../words';
import type { Kind } from './kinds';
import styles from './reports.module.css';
import { change, rereadSaved, type Saved, save, savedQuery } from './saved';
import { questionOf, type ReportSearch } from './search';

/** Under which name the question is kept, where it is; and a way to keep it. */
export function SavedBar({ name, search }: { name: Kind; search: ReportSearch }) {
  const { t } = useWords();
  const may = useMayI('report.change');
  const { data } = useQuery(savedQuery);
  const navigate = useNavigate({ from: '/reports/$name' });
  const [open, setOpen] = useState<'new' | 'change' | null>(null);
  const saved = data?.items.find(({ id }) => id === search.saved);
  const question = questionOf(search);
  const update = useMutation({
    mutationFn: (of: Saved) => change(of, { name: of.name, question, shared: of.shared, teams: of.teams }),
    onSuccess: rereadSaved,
  });
  const keep = async (said: NamedAndShared) => {
    const { id } = await save(name, { ...said, question });
    await rereadSaved();
    await navigate({ search: (was) => ({ ...was, saved: id }) });
  };
  const rename = (of: Saved) => async (said: NamedAndShared) => {
    await change(of, { ...said, question: of.question as typeof question });
    await rereadSaved();
  };
  const changed = saved && wording(saved.question) !== wording(question);
  if (!may || !data?.kinds.includes(name)) return null;
  return (
    <div className={styles.actions} data-no-print>
      {saved && (
        <span>
          {t('reports.saved.is', { name: saved.name })}
          {!saved.yours && ` (${saved.owner.name})`}
        </span>
      )}
      {saved?.yours && changed && (
        <Button size="compact-sm" variant="light" loading={update.isPending} onClick={() => update.mutate(saved)}>
          {t('reports.saved.update')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconDeviceFloppy size={16} aria-hidden />}
        onClick={() => setOpen('new')}
      >
        {t('reports.saved.save')}
      </Button>
      {saved?.yours && (
        <Button size="compact-sm" variant="subtle" onClick={() => setOpen('change')}>
          {t('reports.saved.rename')}
        </Button>
      )}
      {open && (
        <NamedAndSharedDialog
          title={t(open === 'new' ? 'reports.saved.save' : 'reports.saved.rename')}
          nameLabel={t('reports.saved.name')}
          of={open === 'change' ? saved : undefined}
          send={open === 'change' && saved ? rename(saved) : keep}
          close={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/** A question as one text, in whatever order it was asked. */
const wording = (question: object): string =>
  JSON.stringify(Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)));
