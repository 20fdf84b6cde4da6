import { Button, MultiSelect, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { useFaults } from '../answer/use-answer';
import { Refused } from '../api/client';
import { teamsQuery } from '../api/company';
import { useWords } from '../words';
import { Dialog } from './Dialog';
import styles from './parts.module.css';
import { useFaultWords } from './State';

const SHARES = ['nobody', 'teams', 'everybody'] as const;

/** What a thing of one's own is called, and who else has it. */
export interface NamedAndShared {
  name: string;
  shared: (typeof SHARES)[number];
  /** Keys of teams; empty unless it is shared with teams. */
  teams: string[];
}

interface NamedProps {
  title: string;
  /** What the name is asked as. */
  nameLabel: string;
  /** What it is called and shared as now; nothing: it is new. */
  of?: NamedAndShared | undefined;
  /** What else is asked, under the name; told which fields were refused. */
  children?: (refused: Readonly<Record<string, string>>) => ReactNode;
  send: (said: NamedAndShared) => Promise<unknown>;
  close: () => void;
}

/** The dialog that asks for a name and with whom it is shared: of a view, a chart, a report, a list. It closes when it has come through. */
export function NamedAndSharedDialog({ title, nameLabel, of, children, send, close }: NamedProps) {
  const { t } = useWords();
  const words = useFaultWords();
  const [said, say] = useState<NamedAndShared>(() =>
    of ? { name: of.name, shared: of.shared, teams: of.teams } : { name: '', shared: 'nobody', teams: [] },
  );
  const [sent, mark] = useState<{ busy: boolean; fault: unknown }>({ busy: false, fault: null });
  const refused = sent.fault instanceof Refused ? sent.fault : null;
  const { others, byField } = useFaults(refused, {});
  const name = said.name.trim();
  const lacks = name === '' || (said.shared === 'teams' && said.teams.length === 0);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks || sent.busy) return;
    mark({ busy: true, fault: null });
    try {
      await send({ ...said, name, teams: said.shared === 'teams' ? said.teams : [] });
      close();
    } catch (fault) {
      mark({ busy: false, fault });
    }
  };
  return (
    <Dialog title={title} close={close} size="md">
      <form onSubmit={(event) => void submit(event)} className={styles.form}>
        <TextInput
          label={nameLabel}
          required
          data-autofocus
          maxLength={200}
          error={byField.name}
          value={said.name}
          onChange={({ currentTarget }) => say({ ...said, name: currentTarget.value })}
        />
        {children?.(byField)}
        <Radio.Group
          label={t('sharing.with')}
          value={said.shared}
          onChange={(shared) => say({ ...said, shared: shared as NamedAndShared['shared'] })}
        >
          <div className={styles.choices}>
            {SHARES.map((one) => (
              <Radio key={one} value={one} label={t(`sharing.${one}`)} />
            ))}
          </div>
        </Radio.Group>
        {said.shared === 'teams' && <Teams value={said.teams} onChange={(teams) => say({ ...said, teams })} />}
        {refused ? (
          <RefusedNote refused={refused} others={others} />
        ) : (
          sent.fault !== null && <p role="alert">{words(sent.fault)}</p>
        )}
        <div>
          <Button type="submit" loading={sent.busy} disabled={lacks}>
            {t('sharing.keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Teams, by name. */
function Teams({ value, onChange }: { value: string[]; onChange: (keys: string[]) => void }) {
  const { t, say } = useWords();
  const teams = useQuery(teamsQuery);
  const data = (teams.data ?? []).map(({ key, name }) => ({ value: key, label: say(name) }));
  return <MultiSelect label={t('sharing.which')} data={data} value={value} onChange={onChange} searchable required />;
}
