import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, type Shown, told } from '../api/client';
import { useMayI } from '../api/me';
import { Reasons } from '../doubles/Reasons';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './add.module.css';
import { adding } from './start';

type Typed = Shown['DuplicateCheck']['fields'];
export type Match = Shown['DuplicateMatch'];

interface AlikeProps {
  entity: 'account' | 'contact' | 'lead';
  typed: Typed;
  /** Takes one that is there already, where the form can. */
  take?: ((match: Match) => void) | undefined;
}

const PAUSE_MS = 350;
const LEAST = 3;
const TO = { account: '/accounts/$id', contact: '/contacts/$id', lead: '/leads/$id' } as const;

/** Who is likely the same as what is being typed, offered while it is typed: nothing is kept twice by accident. */
export function Alike({ entity, typed, take }: AlikeProps) {
  const { t } = useWords();
  const { figure } = useFormat();
  const may = useMayI('duplicate.check');
  const given = Object.fromEntries(
    Object.entries(typed).filter(([, value]) => typeof value === 'string' && value.trim().length >= LEAST),
  ) as Typed;
  const [asked] = useDebouncedValue(JSON.stringify(given), PAUSE_MS);
  const found = useQuery({
    queryKey: ['doubles', 'check', entity, asked],
    enabled: may && asked !== '{}',
    placeholderData: (before) => before,
    queryFn: () => told(api.POST('/duplicates/check', { body: { entity, fields: JSON.parse(asked) as Typed } })),
  });
  const matches = asked === '{}' ? [] : (found.data?.items ?? []);
  return (
    <div role="status">
      {matches.length > 0 && (
        <div className={styles.alike}>
          <p className={styles.alikeHead}>
            <IconUsers size={17} aria-hidden /> {t('add.alike.title')}
          </p>
          <ul>
            {matches.map((match) => (
              <li key={`${match.kind} ${match.id ?? match.owner?.name}`}>
                <p>
                  {match.hidden || match.id === null ? (
                    t('add.alike.hidden', { owner: match.owner?.name ?? '' })
                  ) : (
                    <Link to={TO[match.kind]} params={{ id: match.id }} onClick={() => adding.set(null)}>
                      {match.name}
                    </Link>
                  )}{' '}
                  <span className={styles.quiet}>
                    {[
                      t(`add.alike.${match.kind}`),
                      t('add.alike.likely', { pct: figure(Math.round(match.score * 100)) }),
                      !match.hidden && match.owner?.name,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </p>
                <Reasons reasons={match.reasons} />
                {take && !match.hidden && match.id !== null && match.kind !== 'lead' && (
                  <div>
                    <Button size="compact-sm" variant="light" onClick={() => take(match)}>
                      {t('add.alike.take')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
