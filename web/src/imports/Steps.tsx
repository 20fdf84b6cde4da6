import { useWords } from '../words';
import styles from './imports.module.css';

const STEPS = ['look', 'preview', 'run', 'result'] as const;
type Step = (typeof STEPS)[number];

const AT: Readonly<Record<string, Step>> = {
  uploaded: 'look',
  failed: 'look',
  mapped: 'preview',
  previewing: 'preview',
  previewed: 'run',
  running: 'run',
  paused: 'run',
};
export const stepOf = (status: string): Step => AT[status] ?? 'result';

/** How far a file has come. */
export function Steps({ at }: { at: Step }) {
  const { t } = useWords();
  const now = STEPS.indexOf(at);
  return (
    <ol className={styles.steps} aria-label={t('imports.steps')}>
      {STEPS.map((step, n) => (
        <li key={step} aria-current={n === now ? 'step' : undefined} data-past={n < now || undefined}>
          {t(`imports.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
