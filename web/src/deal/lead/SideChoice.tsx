import { Radio } from '@mantine/core';
import { useState } from 'react';
import { RecordPick } from '../../records/RecordPick';
import { useWords } from '../../words';
import styles from './lead.module.css';
import type { Choice, Preview, Side } from './queries';

interface SideChoiceProps {
  side: Side;
  /** What the API would do by itself; what is like the lead. */
  known: Preview[Side];
  choice: Choice;
  onChange: (choice: Choice) => void;
}

/** The organisation, or the person: linked to what is known, made anew, picked, or left out. Doubles are offered before one is made. */
export function SideChoice({ side, known, choice, onChange }: SideChoiceProps) {
  const { t } = useWords();
  const [picks, setPicks] = useState(choice.does === 'picked');
  const likely = known.likely.filter(({ id }) => id !== known.record?.id);
  const isLikely = choice.does === 'picked' && likely.some(({ id }) => id === choice.record.id);
  const value = choice.does === 'picked' ? (isLikely ? choice.record.id : 'other') : picks ? 'other' : choice.does;
  const pick = (next: string) => {
    setPicks(next === 'other');
    const found = likely.find(({ id }) => id === next);
    if (found) onChange({ does: 'picked', record: { id: found.id, name: found.name } });
    else if (next === 'known' || next === 'new' || next === 'none') onChange({ does: next });
  };
  return (
    <Radio.Group label={t(`onDeal.qualify.${side}`)} value={value} onChange={pick} className={styles.side}>
      <div className={styles.choices}>
        {known.does === 'link' && known.record && (
          <Radio
            value="known"
            label={t('onDeal.qualify.link', { name: known.record.name })}
            description={
              known.why ? t(`onDeal.qualify.why.${known.why as 'given'}`, { defaultValue: known.why }) : undefined
            }
          />
        )}
        {known.does === 'create' && (
          <Radio value="known" label={t('onDeal.qualify.make', { name: known.name ?? '' })} />
        )}
        {known.does === 'nothing' && (
          <Radio
            value="known"
            label={t('onDeal.qualify.nothing')}
            description={
              known.why ? t(`onDeal.qualify.why.${known.why as 'given'}`, { defaultValue: known.why }) : undefined
            }
          />
        )}
        {likely.map(({ id, name, score }) => (
          <Radio
            key={id}
            value={id}
            label={t('onDeal.qualify.link', { name })}
            description={t('onDeal.qualify.like', { pct: score })}
          />
        ))}
        {known.does === 'link' && <Radio value="new" label={t('onDeal.qualify.makeNew')} />}
        <Radio value="other" label={t('onDeal.qualify.other')} />
        {known.does !== 'nothing' && <Radio value="none" label={t('onDeal.qualify.none')} />}
      </div>
      {value === 'other' && (
        <RecordPick
          label={t(`onDeal.qualify.pick.${side}`)}
          kind={side}
          value={choice.does === 'picked' ? choice.record : null}
          onChange={(record) => onChange(record ? { does: 'picked', record } : { does: 'known' })}
        />
      )}
    </Radio.Group>
  );
}
