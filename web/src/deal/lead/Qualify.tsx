import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFaults } from '../../answer/use-answer';
import { Dialog } from '../../parts/Dialog';
import { Failed, Loading } from '../../parts/State';
import { readAnew } from '../../records/on';
import records from '../../records/records.module.css';
import { useKept } from '../../records/use-kept';
import { useWords } from '../../words';
import { MovedFoot } from '../MovedFoot';
import { Became } from './Became';
import { type LeadCard, OWN, previewQuery, type Qualifying, qualify } from './queries';
import { SaleOfLead } from './SaleOfLead';
import { SideChoice } from './SideChoice';
import { WillBe } from './WillBe';

type Answer = Awaited<ReturnType<typeof qualify>>;

/** The dialog of qualifying a lead: what will be made and what linked is shown before, what was made after. */
export function Qualify({ lead, close }: { lead: LeadCard; close: () => void }) {
  const { t } = useWords();
  const [made, setMade] = useState<Answer | null>(null);
  return (
    <Dialog title={t('onDeal.qualify.title', { lead: lead.topic })} close={close} size="xl">
      {made ? (
        <Became answer={made} close={close} />
      ) : (
        <QualifyForm
          lead={lead}
          close={close}
          done={(answer) => {
            readAnew(lead);
            setMade(answer);
          }}
        />
      )}
    </Dialog>
  );
}

interface QualifyFormProps {
  lead: LeadCard;
  close: () => void;
  done: (answer: Answer) => void;
}

function QualifyForm({ lead, close, done }: QualifyFormProps) {
  const { t, say } = useWords();
  const known = { does: 'known' as const };
  const form = useKept<Qualifying, Answer>({
    scope: `qualify.${lead.id}`,
    first: {
      account: known,
      contact: known,
      sale: true,
      title: '',
      product: lead.product,
      amount: lead.estimate?.amount ?? { amount: '', currency: '' },
      decisionDate: '',
      ground: '',
      groundWords: '',
      join: '',
      secondReason: '',
      comment: '',
      seq: lead.seq,
    },
    send: (typed, key) => qualify(lead.id, typed, key),
    done,
  });
  const { value: typed, set, refused } = form;
  const byItself = useQuery(previewQuery(lead.id, { account: known, contact: known, product: typed.product }));
  const marked = useQuery(previewQuery(lead.id, typed));
  const { byField, others } = useFaults(refused, {});
  if (byItself.isError) return <Failed fault={byItself.error} again={() => void byItself.refetch()} />;
  if (!byItself.data || !marked.data) return <Loading rows={4} />;
  const preview = marked.data;
  const { sales } = refused?.problem ?? {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  return (
    <form onSubmit={submit} className={records.form} aria-label={t('onDeal.qualify.send')} noValidate>
      <SideChoice
        side="account"
        known={byItself.data.account}
        choice={typed.account}
        onChange={(account) => set({ account })}
      />
      <SideChoice
        side="contact"
        known={byItself.data.contact}
        choice={typed.contact}
        onChange={(contact) => set({ contact })}
      />
      <SaleOfLead typed={typed} set={set} preview={preview.sale} open={sales ?? preview.sale.open} faults={byField} />
      <div className={records.pair}>
        <NativeSelect
          label={t('onDeal.qualify.ground')}
          value={typed.ground}
          error={byField.ground}
          data={[
            { value: '', label: '–' },
            ...preview.grounds.map(({ key, name }) => ({ value: key, label: say(name) })),
            { value: OWN, label: t('records.ownWords') },
          ]}
          onChange={({ currentTarget }) => set({ ground: currentTarget.value })}
        />
        {typed.ground === OWN && (
          <TextInput
            label={t('records.ownWords')}
            value={typed.groundWords}
            onChange={({ currentTarget }) => set({ groundWords: currentTarget.value })}
          />
        )}
      </div>
      <Textarea
        label={t('answer.comment')}
        autosize
        value={typed.comment}
        onChange={({ currentTarget }) => set({ comment: currentTarget.value })}
      />
      <WillBe typed={typed} preview={preview} />
      <MovedFoot does={t('onDeal.qualify.send')} form={form} others={others} close={close} />
    </form>
  );
}
