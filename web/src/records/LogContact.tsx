import { useState } from 'react';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { InteractionForm, type InteractionFormProps } from './InteractionForm';
import type { Held } from './interaction';
import { NextContact } from './NextContact';
import { readAnew } from './on';
import './words';

type LogContactProps = Omit<InteractionFormProps, 'done'>;

/** The dialog of a contact with a client: its form, then the next contact that is offered after it. */
export function LogContact(props: LogContactProps) {
  const { t } = useWords();
  const [held, setHeld] = useState<Held | null>(null);
  const done = (now: Held) => {
    readAnew(props.on);
    setHeld(now);
  };
  const title = props.holds ? t('records.holdOf', { subject: props.holds.subject }) : t('records.contact');
  return (
    <Dialog title={title} close={props.close}>
      {held ? (
        <NextContact on={props.on} held={held} close={props.close} />
      ) : (
        <InteractionForm {...props} done={done} />
      )}
    </Dialog>
  );
}
