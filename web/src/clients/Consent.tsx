import { Button } from '@mantine/core';
import { IconBan, IconCircleCheck } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useMayI } from '../api/me';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { CHANNELS, PURPOSES } from './channels';
import styles from './clients.module.css';
import { NewConsent } from './NewConsent';
import { Personal } from './Personal';
import { Preferred } from './Preferred';
import { type ContactCard, clientKey, consentsQuery } from './queries';

/** What a person agreed to, how they want to be reached, what we may therefore use; and what we hold about them. */
export function Consent({ card }: { card: ContactCard }) {
  const { t } = useWords();
  const consents = useQuery(consentsQuery(card.id));
  const may = useMayI('consent.record');
  const [adding, add] = useState(false);
  if (consents.isPending) return <Loading rows={4} />;
  if (!consents.data) return <Failed fault={consents.error} again={() => void consents.refetch()} />;
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        <MayUse id={card.id} />
        <section className={styles.part}>
          <div className={styles.partHead}>
            <h2>{t('clients.consent.history')}</h2>
            {may && (
              <Button size="compact-sm" variant="default" onClick={() => add(true)}>
                {t('clients.consent.add')}
              </Button>
            )}
          </div>
          {consents.data.history.length === 0 && <p className={styles.quiet}>{t('clients.consent.none')}</p>}
          <ol className={styles.rows}>
            {consents.data.history.map((one) => (
              <ConsentRow key={one.id} one={one} />
            ))}
          </ol>
        </section>
      </div>
      <div className={styles.stack}>
        <Preferred id={card.id} preferences={consents.data.preferences} may={may} />
        <Personal card={card} />
      </div>
      {adding && <NewConsent id={card.id} close={() => add(false)} />}
    </div>
  );
}

function ConsentRow({ one }: { one: Shown['Consent'] }) {
  const { t } = useWords();
  const { when } = useFormat();
  return (
    <li className={styles.changed}>
      <span>
        {t(one.given ? 'clients.consent.given' : 'clients.consent.taken')}: {t(`clients.channel.${one.channel}`)},{' '}
        {t(`clients.purpose.${one.purpose}`)}
      </span>
      <span className={styles.quiet}>
        {[when(one.at), one.source, one.proof, one.recordedBy?.name].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}

/** Whether each way may be used now, and why. */
function MayUse({ id }: { id: string }) {
  const { t } = useWords();
  const asked = CHANNELS.flatMap((channel) => PURPOSES.map((purpose) => ({ channel, purpose })));
  const answers = useQueries({
    queries: asked.map((query) => ({
      queryKey: [...clientKey(id), 'may-contact', query.channel, query.purpose],
      queryFn: () => told(api.GET('/contacts/{id}/may-contact', { params: { path: { id }, query } })),
    })),
  });
  const why = (code: string) => t(`clients.may.${code as 'agreed'}`, { defaultValue: code });
  return (
    <section className={styles.part}>
      <h2>{t('clients.may.title')}</h2>
      <table className={styles.may}>
        <thead>
          <tr>
            <td />
            {PURPOSES.map((purpose) => (
              <th key={purpose} scope="col">
                {t(`clients.purpose.${purpose}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CHANNELS.map((channel, row) => (
            <tr key={channel}>
              <th scope="row">{t(`clients.channel.${channel}`)}</th>
              {PURPOSES.map((purpose, column) => {
                const one = answers[row * PURPOSES.length + column]?.data;
                return (
                  <td key={purpose} data-may={one?.may}>
                    {one ? (
                      <>
                        {one.may ? <IconCircleCheck size={15} aria-hidden /> : <IconBan size={15} aria-hidden />}{' '}
                        {t(one.may ? 'clients.may.yes' : 'clients.may.no')}
                        <span className={styles.quiet}> {why(one.why)}</span>
                      </>
                    ) : (
                      '…'
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
