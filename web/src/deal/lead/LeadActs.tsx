import { Button } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey } from '../../api/client';
import { useMayI, useMe } from '../../api/me';
import { Dialog } from '../../parts/Dialog';
import { useFaultWords } from '../../parts/State';
import { readAnew } from '../../records/on';
import records from '../../records/records.module.css';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from '../deal.module.css';
import { MadeOf } from './Became';
import { Disqualify } from './Disqualify';
import look from './lead.module.css';
import { Qualify } from './Qualify';
import { assignmentQuery, claimLead, type LeadCard, reactivate, releaseLead } from './queries';

/** What is done with a lead as a whole: qualify, disqualify, take from its queue and give back, take up again; why it was given to whom. */
export function LeadActs({ lead }: { lead: LeadCard }) {
  const { t, say } = useWords();
  const { when, span } = useFormat();
  const mayCommand = useMayI('lead.command');
  const navigate = useNavigate();
  const { hash } = useLocation();
  // A list leads here to qualify it at once.
  const asked = hash === 'qualify' && lead.open && mayCommand;
  const [open, setOpen] = useState<'qualify' | 'disqualify' | 'why' | null>(asked ? 'qualify' : null);
  const close = () => {
    setOpen(null);
    // Whoever comes back here does not begin again.
    if (hash !== '') void navigate({ to: '.', search: true, hash: '', replace: true });
  };
  const { verdict, firstResponse, prompts, saleId } = lead;
  // What has no number and no address cannot be pressed; a meeting is planned by its own button above.
  const reached = prompts.filter(({ to }) => to);
  const lives = { saleId, accountId: lead.account?.id ?? null, contactId: lead.contact?.id ?? null };
  return (
    <section className={look.lead} aria-label={t('onDeal.lead')}>
      {lead.open && prompts.length > 0 && !firstResponse && (
        <p className={styles.offers}>
          <strong>{t('onDeal.answerFirst')}</strong>
          {reached.map(({ kind, name, to }) => (
            <a key={kind} href={kind === 'e-mail' ? `mailto:${to}` : `tel:${to}`} className={records.link}>
              {kind === 'e-mail' ? <IconMail size={15} aria-hidden /> : <IconPhone size={15} aria-hidden />}
              {say(name)}: {to}
            </a>
          ))}
          {reached.length === 0 && t('onDeal.unreached')}
        </p>
      )}
      {firstResponse && (
        <p className={styles.quiet}>
          {t('onDeal.firstResponse', { when: when(firstResponse.at), span: span(firstResponse.afterMs) })}
        </p>
      )}
      {verdict && (
        <p>
          {t('onDeal.verdict')} <strong>{verdict.name ? say(verdict.name) : verdict.words}</strong>
        </p>
      )}
      {lead.result === 'qualified' && <MadeOf converted={lives} />}
      <div className={styles.offers}>
        {lead.open && mayCommand && (
          <>
            <Button aria-haspopup="dialog" onClick={() => setOpen('qualify')}>
              {t('onDeal.qualify.open')}
            </Button>
            <Button variant="default" aria-haspopup="dialog" onClick={() => setOpen('disqualify')}>
              {t('onDeal.disqualify.open')}
            </Button>
          </>
        )}
        <QueueActs lead={lead} />
        <Button variant="subtle" aria-haspopup="dialog" onClick={() => setOpen('why')}>
          {t('onDeal.assignment.open')}
        </Button>
      </div>
      {open === 'qualify' && <Qualify lead={lead} close={close} />}
      {open === 'disqualify' && <Disqualify lead={lead} close={close} />}
      {open === 'why' && <Assignment lead={lead} close={close} />}
    </section>
  );
}

/** Taking it from a queue, giving it back, and taking a closed or waiting one up again. */
function QueueActs({ lead }: { lead: LeadCard }) {
  const { t } = useWords();
  const words = useFaultWords();
  const me = useMe();
  const assignment = useQuery({ ...assignmentQuery(lead.id), enabled: lead.open });
  const acting = useMutation({
    mutationFn: async (act: 'claim' | 'release' | 'reactivate') => {
      if (act === 'claim') await claimLead(lead.id, newKey());
      else if (act === 'release') await releaseLead(lead.id, newKey());
      else await reactivate(lead.id, lead.seq, newKey());
    },
    onSettled: () => readAnew(lead),
  });
  const queued = assignment.data?.how === 'queue' && lead.open;
  const claimed = assignment.data?.claimedBy ?? null;
  const acts = [
    queued && !claimed && me.rights.includes('lead.claim') && ('claim' as const),
    queued && claimed && me.rights.includes('lead.claim') && ('release' as const),
    (!lead.open || lead.light === 'waiting') && me.rights.includes('lead.command') && ('reactivate' as const),
  ].filter((one) => one !== false && one !== null);
  return (
    <>
      {acts.map((act) => (
        <Button key={act} variant="light" loading={acting.isPending} onClick={() => acting.mutate(act)}>
          {t(`onDeal.${act}`)}
        </Button>
      ))}
      {acting.isError && (
        <span role="alert" className={records.bad}>
          {words(acting.error)}
        </span>
      )}
    </>
  );
}

/** Why it was given to whom: the rules that were looked at, in sentences. */
function Assignment({ lead, close }: { lead: LeadCard; close: () => void }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const assignment = useQuery(assignmentQuery(lead.id));
  const words = useFaultWords();
  return (
    <Dialog title={t('onDeal.assignment.title')} close={close}>
      <div className={records.form}>
        {assignment.isError && <p>{words(assignment.error)}</p>}
        {assignment.data && (
          <>
            <p>
              <strong>{t(`onDeal.assignment.how.${assignment.data.how}`)}</strong> {assignment.data.owner?.name}
              {assignment.data.at && `, ${when(assignment.data.at)}`}
            </p>
            {assignment.data.claimedBy && assignment.data.claimedAt && (
              <p>
                {t('onDeal.assignment.claimed', {
                  who: assignment.data.claimedBy.name,
                  when: when(assignment.data.claimedAt),
                })}
              </p>
            )}
            <ul className={records.rows}>
              {assignment.data.say.map((line) => (
                <li key={line.en}>{say(line)}</li>
              ))}
            </ul>
            {assignment.data.looked.map(({ rule, say: words_, candidates }) => (
              <div key={rule} className={look.rule}>
                <p>{say(words_)}</p>
                <ul>
                  {candidates.map((one) => (
                    <li key={one.person.id}>{say(one.say)}</li>
                  ))}
                </ul>
              </div>
            ))}
          </>
        )}
      </div>
    </Dialog>
  );
}
