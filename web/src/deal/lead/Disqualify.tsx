import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useFaults } from '../../answer/use-answer';
import { Dialog } from '../../parts/Dialog';
import { readAnew } from '../../records/on';
import records from '../../records/records.module.css';
import { useKept } from '../../records/use-kept';
import { useWords } from '../../words';
import { MovedFoot } from '../MovedFoot';
import { type Disqualifying, disqualify, type LeadCard, OWN, previewQuery } from './queries';

const KNOWN = { does: 'known' as const };

/** The dialog of ending a lead that comes to nothing: why, of the company's list or in one's own words. It makes nothing. */
export function Disqualify({ lead, close }: { lead: LeadCard; close: () => void }) {
  const { t, say } = useWords();
  const preview = useQuery(previewQuery(lead.id, { account: KNOWN, contact: KNOWN, product: null }));
  const form = useKept<Disqualifying, unknown>({
    scope: `disqualify.${lead.id}`,
    first: { reason: '', reasonWords: '', comment: '', seq: lead.seq },
    send: (typed, key) => disqualify(lead.id, typed, key),
    done: () => {
      readAnew(lead);
      close();
    },
  });
  const { value: typed, set, refused } = form;
  const { byField, others } = useFaults(refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  return (
    <Dialog title={t('onDeal.disqualify.title', { lead: lead.topic })} close={close}>
      <form onSubmit={submit} className={records.form} aria-label={t('onDeal.disqualify.does')} noValidate>
        <p className={records.quiet}>{t('onDeal.disqualify.about')}</p>
        <NativeSelect
          label={t('onDeal.disqualify.reason')}
          data-autofocus
          value={typed.reason}
          error={byField.reason}
          data={[
            { value: '', label: '–' },
            ...(preview.data?.reasons ?? []).map(({ key, name }) => ({ value: key, label: say(name) })),
            { value: OWN, label: t('records.ownWords') },
          ]}
          onChange={({ currentTarget }) => set({ reason: currentTarget.value })}
        />
        {typed.reason === OWN && (
          <TextInput
            label={t('records.ownWords')}
            value={typed.reasonWords}
            onChange={({ currentTarget }) => set({ reasonWords: currentTarget.value })}
          />
        )}
        <Textarea
          label={t('answer.comment')}
          autosize
          value={typed.comment}
          onChange={({ currentTarget }) => set({ comment: currentTarget.value })}
        />
        <MovedFoot does={t('onDeal.disqualify.does')} form={form} others={others} close={close} />
      </form>
    </Dialog>
  );
}
