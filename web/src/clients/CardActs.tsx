import { Button, Menu } from '@mantine/core';
import { IconCalendarPlus, IconDots, IconMail, IconPencil, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { startAdding } from '../add/start';
import { useMe } from '../api/me';
import { BriefingLinks } from '../records/BriefingLinks';
import type { Ref } from '../records/on';
import { useWords } from '../words';
import styles from './clients.module.css';
import type { Of } from './queries';
import type { Held } from './use-change';

const LogContact = lazy(() => import('../records/LogContact').then((module) => ({ default: module.LogContact })));
const WriteMail = lazy(() => import('../records/WriteMail').then((module) => ({ default: module.WriteMail })));
const HandOver = lazy(() => import('../records/HandOver').then((module) => ({ default: module.HandOver })));
const PickDouble = lazy(() => import('./PickDouble').then((module) => ({ default: module.PickDouble })));

type Act = 'log' | 'plan' | 'write' | 'handOver' | 'merge';

/** What may be done from a card: write down, plan, write, start a deal; and what is done seldom, behind a menu. */
export function CardActs({ held, people }: { held: Held; people: readonly Ref[] }) {
  const { t } = useWords();
  const { rights } = useMe();
  const [doing, act] = useState<Act | null>(null);
  const { of, card } = held;
  const may = (right: string) => rights.includes(right);
  const close = () => act(null);
  const client = { id: card.id, name: card.name };
  const given = of.kind === 'account' ? { account: client } : { contact: client, account: accountOf(card) };
  return (
    <div className={styles.toolbar}>
      {may('interaction.create') && (
        <>
          <Button size="compact-md" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => act('log')}>
            {t('clients.act.log')}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconCalendarPlus size={16} aria-hidden />}
            onClick={() => act('plan')}
          >
            {t('clients.act.plan')}
          </Button>
        </>
      )}
      {may('client-mail.send') && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconMail size={16} aria-hidden />}
          onClick={() => act('write')}
        >
          {t('clients.act.write')}
        </Button>
      )}
      {may('sale.create') && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => startAdding({ what: 'sale', ...given })}
        >
          {t('clients.act.sale')}
        </Button>
      )}
      {may('lead.create') && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => startAdding({ what: 'lead', ...given })}
        >
          {t('clients.act.lead')}
        </Button>
      )}
      <More of={of} may={may} act={act} />
      <BriefingLinks on={of} />
      <Suspense>
        {(doing === 'log' || doing === 'plan') && (
          <LogContact on={of} subject="" people={people} plans={doing === 'plan'} close={close} />
        )}
        {doing === 'write' && <WriteMail on={of} people={people} close={close} />}
        {doing === 'handOver' && <HandOver on={of} ownerId={card.ownerId ?? undefined} close={close} />}
        {doing === 'merge' && <PickDouble of={of} card={client} close={close} />}
      </Suspense>
    </div>
  );
}

const accountOf = (card: Held['card']): Ref | undefined => ('accounts' in card ? card.accounts[0] : undefined);

function More({ of, may, act }: { of: Of; may: (right: string) => boolean; act: (one: Act) => void }) {
  const { t } = useWords();
  const vcard = of.kind === 'contact';
  if (!may('handover.make') && !may('client.merge') && !vcard) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-md" variant="default" aria-label={t('clients.act.more')} title={t('clients.act.more')}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {may('handover.make') && <Menu.Item onClick={() => act('handOver')}>{t('clients.act.handOver')}</Menu.Item>}
        {may('client.merge') && <Menu.Item onClick={() => act('merge')}>{t('clients.act.merge')}</Menu.Item>}
        {may('duplicate.read') && (
          <Menu.Item renderRoot={(item) => <Link to="/duplicates" search={{ entity: of.kind }} {...item} />}>
            {t('clients.act.doubles')}
          </Menu.Item>
        )}
        {vcard && (
          <Menu.Item component="a" href={`/api/v1/contacts/${of.id}/card.vcf`} download>
            {t('clients.act.vcard')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
