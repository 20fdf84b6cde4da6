import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, keyed, type Shown, told } from '../api/client';
import { processesQuery } from '../api/company';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { Failed, Loading } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './administration.module.css';
import { Items } from './Items';
import { processTextQuery } from './queries';
import { SourceText } from './SourceText';

type Process = Shown['Process'];

/** How it is sold here: each process is a text, with its stages, tasks, limits and reasons. */
export function Processes() {
  const { t, say } = useWords();
  const { day } = useFormat();
  const navigate = useNavigate({ from: '/administration' });
  const { of } = useSearch({ from: '/administration' });
  const processes = useQuery(processesQuery);
  const chosen = processes.data?.find(({ key }) => key === of);
  return (
    <>
      <Section name={t('administration.part.processes')} about={t('administration.processesAbout')}>
        <Items
          of={processes}
          item={({ key, name, version, openDeals, publishedAt }) => ({
            key,
            name: say(name),
            about: [
              key,
              t('administration.version', { version }),
              day(publishedAt),
              t('administration.running', { count: openDeals }),
            ],
          })}
          edit={({ key }) => void navigate({ search: { part: 'processes', of: key } })}
        />
      </Section>
      {chosen && <ProcessText key={`${chosen.key} ${chosen.version}`} process={chosen} />}
    </>
  );
}

function ProcessText({ process }: { process: Process }) {
  const { say } = useWords();
  const { data, error, refetch } = useQuery(processTextQuery(process.key, process.version));
  if (error && data === undefined) return <Failed fault={error} again={() => void refetch()} />;
  return (
    <Section name={say(process.name)}>
      {data === undefined ? <Loading /> : <ProcessForm process={process} first={data} />}
    </Section>
  );
}

function ProcessForm({ process: { key, version }, first }: { process: Process; first: string }) {
  const { t } = useWords();
  const drafts = useMayI('process.draft');
  const publishes = useMayI('process.publish');
  const [text, setText] = useState(first);
  const [note, setNote] = useState('');
  const check = useAct({ send: () => told(api.POST('/processes/check', { body: { text } })) });
  const publish = useAct({
    send: (_: undefined, sent) =>
      told(
        api.POST('/processes/{key}/publish', {
          params: { path: { key } },
          headers: keyed(sent),
          body: { text, note, replaces: version },
        }),
      ),
    stale: [processesQuery.queryKey, ['process']],
    says: (answer) => t('administration.published', { version: answer.version }),
  });
  const type = (typed: string) => {
    setText(typed);
    check.again();
  };
  return (
    <>
      <SourceText label={t('administration.text')} value={text} onChange={drafts ? type : undefined} />
      {check.answer && <Findings {...check.answer} />}
      <Why>{publish.why ?? check.why}</Why>
      {drafts && (
        <div className={styles.line}>
          <Button variant="default" loading={check.busy} onClick={() => check.act()}>
            {t('administration.check')}
          </Button>
          {publishes && (
            <>
              <TextInput
                aria-label={t('administration.note')}
                placeholder={t('administration.note')}
                value={note}
                onChange={({ currentTarget }) => setNote(currentTarget.value)}
              />
              <Button
                loading={publish.busy}
                disabled={!check.answer?.sound || note.trim() === ''}
                onClick={() => publish.act(undefined)}
              >
                {t('administration.putInForce')}
              </Button>
            </>
          )}
        </div>
      )}
    </>
  );
}

/** All that is wrong with a text, each with its place and the way that leads there. */
function Findings({ sound, findings }: Shown['Checked']) {
  const { t } = useWords();
  return (
    <div role="status" className={styles.items}>
      <p className={sound ? styles.fine : undefined}>{t(sound ? 'administration.sound' : 'administration.faulty')}</p>
      {findings.map(({ code, level, message, line, column, trace }) => (
        <div key={`${code} ${line} ${column} ${message}`} className={styles.finding} data-level={level}>
          <p>{`${t('administration.place', { line, column })}: ${message}`}</p>
          {trace && trace.length > 0 && (
            <ol className={styles.quiet}>
              {trace.map(({ sentence }) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ol>
          )}
        </div>
      ))}
    </div>
  );
}
