import { Chip, Group, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useFaults } from '../answer/use-answer';
import type { AskedField } from '../answer/values';
import { useWords } from '../words';
import { ContactsPick } from './ContactsPick';
import { FormFoot } from './FormFoot';
import { BY_HAND, type Held, holdInteraction, type Interaction, logInteraction, type Typed } from './interaction';
import type { On, Ref } from './on';
import { PeopleSelect } from './PersonSelect';
import { Planning } from './Planning';
import styles from './records.module.css';
import { useKept } from './use-kept';
import { WhatCame } from './WhatCame';
import './words';

export interface InteractionFormProps {
  on: On;
  /** What it is about unless something else is typed. */
  subject: string;
  /** The people of the client, to be picked from. */
  people: readonly Ref[];
  /** Fields that the process takes from a contact, as `allowed` tells. */
  asks?: readonly AskedField[];
  /** Begins as one that is planned. */
  plans?: boolean;
  kind?: Typed['kind'];
  /** A planned one that took place: only what came of it is asked. */
  holds?: Interaction;
  close: () => void;
  done: (held: Held) => void;
}

/** A contact with a client: written down, planned, or said to have taken place. What is typed is kept until it has come through. */
export function InteractionForm(props: InteractionFormProps) {
  const { on, subject, asks = [], plans = false, kind = 'call', holds, close, done } = props;
  const { t } = useWords();
  const [tried, setTried] = useState(false);
  const first: Typed = {
    planned: plans,
    kind: holds?.kind ?? kind,
    direction: 'out',
    subject: holds?.subject ?? subject,
    result: '',
    minutes: '',
    at: '',
    again: '',
    plannedUntil: '',
    place: '',
    responsibleId: null,
    contacts: [],
    colleagueIds: [],
    values: {},
  };
  const form = useKept<Typed, Held>({
    scope: holds ? `hold.${holds.id}` : `interaction.${on.id}.${plans ? 'plan' : 'log'}`,
    first,
    send: (typed, key) => (holds ? holdInteraction(holds, typed, asks, key) : logInteraction(on, typed, asks, key)),
    done,
  });
  const { value: typed, set } = form;
  const { byField, others } = useFaults(form.refused, {});
  const missing = (empty: boolean, field: string) =>
    byField[field] ?? (tried && empty ? t('answer.needed') : undefined);
  const lacksTime = typed.planned && typed.at === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed.subject.trim() !== '' && !lacksTime && !form.busy) form.send();
  };
  const does = t(holds ? 'records.hold' : typed.planned ? 'records.plan' : 'records.log');
  return (
    <form onSubmit={submit} className={styles.form} aria-label={does} noValidate>
      {!holds && (
        <>
          <SegmentedControl
            aria-label={t('records.whether')}
            value={typed.planned ? 'plan' : 'log'}
            onChange={(way) => set({ planned: way === 'plan' })}
            data={[
              { value: 'log', label: t('records.tookPlace') },
              { value: 'plan', label: t('records.planIt') },
            ]}
          />
          <Chip.Group value={typed.kind} onChange={(one) => set({ kind: one as Typed['kind'] })}>
            <Group gap="xs" role="radiogroup" aria-label={t('records.kind')}>
              {BY_HAND.map((one) => (
                <Chip key={one} value={one} variant="outline" data-autofocus={one === typed.kind || undefined}>
                  {t(`contact.${one}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TextInput
            label={t('records.subject')}
            required
            value={typed.subject}
            error={missing(typed.subject.trim() === '', 'subject')}
            onChange={({ currentTarget }) => set({ subject: currentTarget.value })}
          />
        </>
      )}
      {typed.planned && !holds ? (
        <Planning typed={typed} set={set} error={missing(lacksTime, 'plannedFor')} faults={byField} />
      ) : (
        <WhatCame typed={typed} set={set} asks={asks} faults={byField} holds={holds !== undefined} />
      )}
      {!holds && (
        <>
          <ContactsPick
            label={t('records.withWhom')}
            known={props.people}
            value={typed.contacts}
            onChange={(contacts) => set({ contacts })}
          />
          <PeopleSelect
            label={t('records.colleagues')}
            value={[...typed.colleagueIds]}
            onChange={(colleagueIds) => set({ colleagueIds })}
          />
        </>
      )}
      <FormFoot does={does} form={form} others={others} close={close} />
    </form>
  );
}
