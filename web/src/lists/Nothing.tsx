import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMayI } from '../api/me';
import { State } from '../parts/State';
import { useWords } from '../words';
import { type Entity, FIRST_VIEW, PATHS } from './search';
import type { AskedOfView } from './use-list';

/** A view that somebody has deleted, or shares no more: its address may be in many hands. */
export function NoView({ entity }: { entity: Entity }) {
  const { t } = useWords();
  return (
    <State title={t('lists.viewGone')}>
      <p>{t('lists.viewGoneWhy')}</p>
      <Button variant="light" renderRoot={(props) => <Link {...props} to={PATHS[entity]} search={{}} />}>
        {t('lists.showAll')}
      </Button>
    </State>
  );
}

/** A list that holds nothing: for its filters, or because there is nothing yet. */
export function Nothing({ list }: { list: AskedOfView }) {
  const { t } = useWords();
  const { entity, search, view } = list;
  const mayImport = useMayI('import.create');
  if (search.filter)
    return (
      <State title={t('lists.noneMeet')}>
        <Button variant="light" onClick={() => list.go({ filter: undefined })}>
          {t('lists.unfilter')}
        </Button>
      </State>
    );
  if (view && view.filter !== '')
    return (
      <State title={t('lists.noneInView')}>
        <Button
          variant="light"
          renderRoot={(props) => <Link {...props} to={PATHS[entity]} search={{ view: FIRST_VIEW[entity] }} />}
        >
          {t('lists.showAll')}
        </Button>
      </State>
    );
  return (
    <State title={t(`lists.noneYet.${entity}`)}>
      {mayImport && (
        <Button variant="light" renderRoot={(props) => <Link {...props} to="/imports" />}>
          {t('lists.bringFile')}
        </Button>
      )}
    </State>
  );
}
