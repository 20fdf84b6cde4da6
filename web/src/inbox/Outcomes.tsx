import { Button } from '@mantine/core';
import { IconArrowRight, IconHandGrab, IconHourglass, IconMoon, IconUserShare } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { useRequirementWords } from '../answer/requirements';
import { newKey, Refused } from '../api/client';
import { hasDraft } from '../api/drafts';
import { useMe } from '../api/me';
import { queryClient } from '../api/query';
import { useKeys } from '../keys';
import { Key } from '../parts/Light';
import { useWords } from '../words';
import { formsAhead, HandOn, NotNow, OutcomeForm } from './forms';
import styles from './inbox.module.css';
import { claim, type Item, type Outcome, scopeOf, wake } from './queries';
import type { Done } from './use-undo';

interface OutcomesProps {
  item: Item;
  left: () => void;
  remember: (done: Done) => void;
}

type Aside = 'snooze' | 'wait' | 'hand on';

/** The ways to answer a task: each says where it leads. One that needs nothing is given by one press. */
export function Outcomes({ item, left, remember }: OutcomesProps) {
  const { t, say } = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const begun = item.outcomes.find(({ outcome }) => hasDraft(me.id, scopeOf(item, outcome)));
  const [chosen, choose] = useState<string | null>(begun?.outcome ?? null);
  const [aside, setAside] = useState<Aside | null>(null);
  const claiming = useMutation({
    mutationFn: () => claim(item.id, newKey()),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  });
  const waking = useMutation({
    mutationFn: () => wake(item.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  });
  useEffect(formsAhead, []);
  const open = item.outcomes.find(({ outcome }) => outcome === chosen);
  const { id, kind } = item.instance;
  useKeys({
    ...Object.fromEntries(
      item.outcomes.map((one, n) => [`Digit${n + 1}`, one.can === 'no' ? undefined : () => choose(one.outcome)]),
    ),
    KeyC: item.claimable ? () => claiming.mutate() : undefined,
    KeyZ: () => setAside('snooze'),
    KeyW: () => setAside('wait'),
    KeyO: () => void navigate({ to: kind === 'sale' ? '/sales/$id' : '/leads/$id', params: { id } }),
  });
  return (
    <div className={styles.answers}>
      {item.claimable && (
        <Button
          leftSection={<IconHandGrab size={18} aria-hidden />}
          rightSection={<Key>C</Key>}
          loading={claiming.isPending}
          onClick={() => claiming.mutate()}
        >
          {t('inbox.claim')}
        </Button>
      )}
      {claiming.error instanceof Refused && <RefusedNote refused={claiming.error} others={[]} />}
      <ul className={styles.outcomes} aria-label={t('inbox.outcomes')}>
        {item.outcomes.map((one, n) => (
          <li key={one.outcome}>
            <OutcomeButton item={item} one={one} n={n} on={one === open} choose={() => choose(one.outcome)} />
          </li>
        ))}
      </ul>
      {!item.claimable && <WhyNot item={item} />}
      <Suspense>
        {open && (
          <OutcomeForm
            key={open.outcome}
            item={item}
            outcome={open}
            close={() => choose(null)}
            done={() => {
              remember({ taskId: item.id, name: say(open.name), deal: item.instance.name });
              left();
            }}
          />
        )}
      </Suspense>
      <div className={styles.asides}>
        {item.snoozedUntil ? (
          <Button variant="default" size="compact-sm" loading={waking.isPending} onClick={() => waking.mutate()}>
            {t('inbox.wake')}
          </Button>
        ) : (
          <AsideButton
            icon={<IconMoon size={16} aria-hidden />}
            name={t('notNow.snooze')}
            at="Z"
            open={() => setAside('snooze')}
          />
        )}
        <AsideButton
          icon={<IconHourglass size={16} aria-hidden />}
          name={t('notNow.wait')}
          at="W"
          open={() => setAside('wait')}
        />
        <AsideButton
          icon={<IconUserShare size={16} aria-hidden />}
          name={t('handOn.title')}
          open={() => setAside('hand on')}
        />
      </div>
      <Suspense>
        {(aside === 'snooze' || aside === 'wait') && (
          <NotNow item={item} way={aside} close={() => setAside(null)} left={left} />
        )}
        {aside === 'hand on' && <HandOn item={item} close={() => setAside(null)} left={left} />}
      </Suspense>
    </div>
  );
}

/** Why answers that are there cannot be given now, and what would let them. */
function WhyNot({ item }: { item: Item }) {
  const { t, say } = useWords();
  const words = useRequirementWords();
  const refused = item.outcomes.filter(({ can }) => can === 'no');
  if (refused.length === 0) return null;
  return (
    <ul className={styles.quiet}>
      {refused.map((one) => (
        <li key={one.outcome}>
          <strong>{say(one.name)}</strong>: {t('acts.notNow')}{' '}
          {one.until.map((each) => words(each)).join('; ') || t('track.never')}
        </li>
      ))}
    </ul>
  );
}

interface OutcomeButtonProps {
  item: Item;
  one: Outcome;
  n: number;
  on: boolean;
  choose: () => void;
}

function OutcomeButton({ item, one, n, on, choose }: OutcomeButtonProps) {
  const { t, say } = useWords();
  const where = one.leadsTo.map(({ name }) => say(name)).join(` ${t('or')} `);
  return (
    <Button
      variant={on ? 'filled' : n === 0 ? 'light' : 'default'}
      className={styles.outcome}
      h="auto"
      disabled={one.can === 'no'}
      title={one.can === 'no' && item.claimable ? t('inbox.claimFirst') : undefined}
      aria-expanded={on}
      rightSection={<Key>{String(n + 1)}</Key>}
      onClick={choose}
    >
      <span className={styles.outcomeWords}>
        <span>{say(one.name)}</span>
        <span className={styles.outcomeTo}>
          {where === '' ? (
            t('inbox.stays')
          ) : (
            <>
              <IconArrowRight size={13} aria-hidden /> {where}
            </>
          )}
        </span>
      </span>
    </Button>
  );
}

function AsideButton({ icon, name, at, open }: { icon: React.ReactNode; name: string; at?: string; open: () => void }) {
  return (
    <Button variant="subtle" size="compact-sm" leftSection={icon} rightSection={at && <Key>{at}</Key>} onClick={open}>
      {name}
    </Button>
  );
}
