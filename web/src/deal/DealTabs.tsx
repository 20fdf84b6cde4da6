import { Tabs } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import type { AskedField } from '../answer/values';
import { Loading } from '../parts/State';
import type { Ref } from '../records/on';
import { useWords } from '../words';
import type { Card, Definition, HistoryEvent, Kind } from './queries';
import { TABS, type Tab } from './search';
import { History } from './tabs/History';

// Each is read when it is opened.
const Contacts = lazy(() => import('./tabs/Contacts').then((room) => ({ default: room.Contacts })));
const People = lazy(() => import('./tabs/People').then((room) => ({ default: room.People })));
const Fields = lazy(() => import('./fields/Fields').then((room) => ({ default: room.Fields })));
const Tasks = lazy(() => import('./tabs/Tasks').then((room) => ({ default: room.Tasks })));
const FileList = lazy(() => import('../records/FileList').then((room) => ({ default: room.FileList })));
const Touches = lazy(() => import('../records/Touches').then((room) => ({ default: room.Touches })));
const Shares = lazy(() => import('../records/Shares').then((room) => ({ default: room.Shares })));

interface DealTabsProps {
  kind: Kind;
  card: Card;
  definition: Definition | undefined;
  history: readonly HistoryEvent[];
  mayAmend: boolean;
  people: readonly Ref[];
  asks: readonly AskedField[];
  tab: Tab;
  open: (tab: Tab) => void;
  go: (seq: number) => void;
}

/** All that there is about a deal, a tab each; the address says which is open. */
export function DealTabs({ kind, card, definition, history, tab, open, go, ...more }: DealTabsProps) {
  const { t } = useWords();
  const { id } = card;
  const on = { kind, id };
  const panels: Record<Tab, () => ReactNode> = {
    history: () => <History kind={kind} id={id} events={history} definition={definition} go={go} />,
    contacts: () => <Contacts kind={kind} id={id} people={more.people} asks={more.asks} />,
    people: () => <People card={card} />,
    fields: () => <Fields kind={kind} card={card} definition={definition} mayAmend={more.mayAmend} />,
    tasks: () => <Tasks kind={kind} id={id} definition={definition} open={card.tasks} />,
    files: () => <FileList on={on} />,
    origin: () => <Touches on={on} />,
    sharing: () => <Shares on={on} />,
  };
  return (
    <Tabs value={tab} onChange={(next) => next && open(next as Tab)} keepMounted={false}>
      <Tabs.List aria-label={t('deal.tabs')}>
        {TABS.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`onDeal.tab.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map((one) => (
        <Tabs.Panel key={one} value={one} pt="md">
          <Suspense fallback={<Loading rows={3} />}>{panels[one]()}</Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
