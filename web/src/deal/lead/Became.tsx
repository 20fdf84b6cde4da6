import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import records from '../../records/records.module.css';
import { useWords } from '../../words';
import type { LeadCard, qualify } from './queries';

type Answer = Awaited<ReturnType<typeof qualify>>;

/** What was made of a lead and what it was linked with; each leads there. */
export function Became({ answer, close }: { answer: Answer; close: () => void }) {
  const { t, say } = useWords();
  const lacks = 'sale' in answer ? (answer.sale?.lacks ?? []) : [];
  const id = 'converted' in answer ? answer.converted?.saleId : null;
  return (
    <div className={records.form} role="status">
      <p>{t('converted' in answer ? 'onDeal.qualify.done' : 'onDeal.qualify.received')}</p>
      {'converted' in answer && answer.converted && <MadeOf converted={answer.converted} />}
      {lacks.length > 0 && (
        <p className={records.warn}>
          {t('onDeal.qualify.lacks', { fields: lacks.map(({ name }) => say(name)).join(', ') })}
        </p>
      )}
      <div className={records.acts} data-left>
        {id && (
          <Button component={Link} to="/sales/$id" params={{ id } as never} data-autofocus>
            {t('onDeal.qualify.toSale')}
          </Button>
        )}
        <Button variant="subtle" onClick={close}>
          {t('close')}
        </Button>
      </div>
    </div>
  );
}

/** Where a lead lives on. */
export function MadeOf({ converted }: { converted: NonNullable<LeadCard['converted']> }) {
  const { t } = useWords();
  const { accountId, contactId, saleId, joined } = converted;
  return (
    <ul className={records.rows}>
      {accountId && (
        <li>
          <Link to="/accounts/$id" params={{ id: accountId }}>
            {t('onDeal.qualify.account')}
          </Link>
        </li>
      )}
      {contactId && (
        <li>
          <Link to="/contacts/$id" params={{ id: contactId }}>
            {t('onDeal.qualify.contact')}
          </Link>
        </li>
      )}
      {saleId && (
        <li>
          <Link to="/sales/$id" params={{ id: saleId }}>
            {t(joined ? 'onDeal.qualify.joined' : 'onDeal.qualify.theSale')}
          </Link>
        </li>
      )}
    </ul>
  );
}
