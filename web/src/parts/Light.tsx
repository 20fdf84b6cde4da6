import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClockExclamation,
  IconFlame,
  IconHourglass,
  type TablerIcon,
} from '@tabler/icons-react';
import { useWords } from '../words';
import styles from './parts.module.css';

export type LightName = 'escalated' | 'overdue' | 'due soon' | 'on time' | 'waiting';

const LOOKS: Record<LightName, { icon: TablerIcon; tone: 'bad' | 'warn' | 'good' | 'calm' }> = {
  escalated: { icon: IconFlame, tone: 'bad' },
  overdue: { icon: IconAlertTriangle, tone: 'bad' },
  'due soon': { icon: IconClockExclamation, tone: 'warn' },
  'on time': { icon: IconCircleCheck, tone: 'good' },
  waiting: { icon: IconHourglass, tone: 'calm' },
};

/** How urgent something is: a colour, a sign and a word. */
export function Light({ light }: { light: LightName | null | undefined }) {
  const { t } = useWords();
  if (!light) return null;
  const { icon: Icon, tone } = LOOKS[light];
  return (
    <span className={`${styles.light} ${styles[tone]}`}>
      <Icon size={14} aria-hidden />
      {t(`light.${light}`)}
    </span>
  );
}

/** What a rule of the process says of a deal. */
export function Signal({
  signal,
}: {
  signal: { light: 'red' | 'yellow' | 'green'; say: { en: string; ru: string } | null } | null;
}) {
  const { say } = useWords();
  if (!signal?.say) return null;
  const tone = { red: 'bad', yellow: 'warn', green: 'good' } as const;
  return <span className={`${styles.light} ${styles[tone[signal.light]]}`}>{say(signal.say)}</span>;
}

/** The key that does what it stands beside. */
export const Key = ({ children }: { children: string }) => (
  <kbd className={styles.key} aria-hidden>
    {children}
  </kbd>
);
