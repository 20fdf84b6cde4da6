import { IconCircleMinus, IconCirclePlus, IconLink, type TablerIcon } from '@tabler/icons-react';
import { useWords } from '../../words';
import styles from './lead.module.css';
import type { Preview, Qualifying, Side } from './queries';

interface WillBeProps {
  typed: Qualifying;
  preview: Preview;
}

type Does = 'create' | 'link' | 'nothing';
const ICONS: Record<Does, TablerIcon> = { create: IconCirclePlus, link: IconLink, nothing: IconCircleMinus };

/** What qualifying will make, what it will link, and what not: three lines, before anything is done. */
export function WillBe({ typed, preview }: WillBeProps) {
  const { t } = useWords();
  const side = (which: Side) => {
    const { does, record, name } = preview[which];
    return { what: which, does, name: record?.name ?? name ?? '' };
  };
  const join = typed.join && preview.sale.open.find(({ id }) => id === typed.join);
  const sale = !typed.sale
    ? { what: 'theSale' as const, does: 'nothing' as const, name: '' }
    : join
      ? { what: 'theSale' as const, does: 'link' as const, name: join.name }
      : { what: 'theSale' as const, does: 'create' as const, name: typed.title.trim() || preview.sale.title };
  return (
    <section className={styles.willBe} aria-label={t('onDeal.qualify.willBe')} aria-live="polite">
      <h3>{t('onDeal.qualify.willBe')}</h3>
      <ul>
        {[side('account'), side('contact'), sale].map(({ what, does, name }) => {
          const Icon = ICONS[does];
          return (
            <li key={what} data-does={does}>
              <Icon size={18} aria-hidden />
              <span>
                {t(`onDeal.qualify.${what}`)}: {t(`onDeal.qualify.does.${does}`)} {name && <strong>{name}</strong>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
