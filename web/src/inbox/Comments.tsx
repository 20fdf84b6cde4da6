import { Button, Textarea } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { api, newKey, told } from '../api/client';
import { useDraft } from '../api/drafts';
import { useMe } from '../api/me';
import { queryClient } from '../api/query';
import { useKeys } from '../keys';
import { Key } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './inbox.module.css';
import { comment } from './queries';

const NOTHING = { body: '' };

/** What was said about a task, and a place to say more. */
export function Comments({ taskId, count }: { taskId: string; count: number }) {
  const { t } = useWords();
  const me = useMe();
  const draft = useDraft(me.id, `note.${taskId}`, NOTHING);
  const [writes, setWrites] = useState(draft.begun);
  const field = useRef<HTMLTextAreaElement>(null);
  const said = useQuery({
    queryKey: ['inbox', 'comments', taskId],
    enabled: count > 0,
    queryFn: () => told(api.GET('/tasks/{id}/comments', { params: { path: { id: taskId }, query: { limit: 100 } } })),
  });
  const saying = useMutation({
    mutationFn: () => comment(taskId, draft.value.body, newKey()),
    onSuccess: async () => {
      draft.clear();
      setWrites(false);
      await queryClient.invalidateQueries({ queryKey: ['inbox'] });
    },
  });
  const write = () => {
    setWrites(true);
    setTimeout(() => field.current?.focus());
  };
  useKeys({ KeyN: write });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.value.body.trim() !== '') saying.mutate();
  };
  return (
    <section className={styles.comments} aria-label={t('comments.title')}>
      {said.data && said.data.items.length > 0 && <Said items={said.data.items} />}
      {writes ? (
        <form onSubmit={submit}>
          <Textarea
            ref={field}
            label={t('comments.yours')}
            autosize
            minRows={2}
            value={draft.value.body}
            onChange={({ currentTarget }) => draft.set({ body: currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
              if (event.key === 'Escape') setWrites(false);
            }}
          />
          <Button type="submit" size="compact-md" mt="xs" loading={saying.isPending}>
            {t('comments.say')}
          </Button>
        </form>
      ) : (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconNote size={16} aria-hidden />}
          onClick={write}
          rightSection={<Key>N</Key>}
        >
          {t('comments.write')}
        </Button>
      )}
    </section>
  );
}

interface Saying {
  id: string;
  at: string;
  author: { name: string } | null;
  body: string;
}

function Said({ items }: { items: readonly Saying[] }) {
  const { when } = useFormat();
  return (
    <ul className={styles.said}>
      {items.map(({ id, at, author, body }) => (
        <li key={id}>
          <span className={styles.quiet}>
            {author?.name} · {when(at)}
          </span>
          <p>{body}</p>
        </li>
      ))}
    </ul>
  );
}
