import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { api, keyed, told } from '../api/client';
import { Chip, Chips } from '../parts/Chips';
import { useWords } from '../words';
import { LISTS, type ListName } from './parts';
import { categoriesQuery, listQuery, propertiesQuery } from './queries';
import { Values } from './Values';

const CLIENTS = ['account', 'contact'] as const;
type Client = (typeof CLIENTS)[number];

/** Which kind of client the address names. */
function useClient(): Client {
  const { entity } = useSearch({ from: '/administration' });
  return entity === 'contact' ? 'contact' : 'account';
}

function ClientChips({ part, on }: { part: 'properties' | 'categories'; on: Client }) {
  const { t } = useWords();
  return (
    <Chips label={t('administration.ofWhat')}>
      {CLIENTS.map((one) => (
        <Chip key={one} to="/administration" search={{ part, entity: one }} on={one === on}>
          {t(`administration.entity.${one}`)}
        </Chip>
      ))}
    </Chips>
  );
}

/** The short lists that cards pick from. */
export function Lists() {
  const { t } = useWords();
  const { of } = useSearch({ from: '/administration' });
  const catalogue: ListName = LISTS.find((one) => one === of) ?? 'industry';
  const values = useQuery(listQuery(catalogue));
  return (
    <Values
      key={catalogue}
      title={t('administration.part.lists')}
      values={values}
      stale={listQuery(catalogue).queryKey}
      withNotes={catalogue === 'competitor'}
      narrow={
        <Chips label={t('administration.part.lists')}>
          {LISTS.map((one) => (
            <Chip key={one} to="/administration" search={{ part: 'lists', of: one }} on={one === catalogue}>
              {t(`administration.list.${one}`)}
            </Chip>
          ))}
        </Chips>
      }
      put={(key, { options: _, ...body }, sent) =>
        told(
          api.PUT('/catalogues/{catalogue}/{key}', {
            params: { path: { catalogue, key } },
            headers: keyed(sent),
            body,
          }),
        )
      }
    />
  );
}

/** Properties of clients: each has a value out of its options. */
export function Properties() {
  const { t } = useWords();
  const entity = useClient();
  const values = useQuery(propertiesQuery(entity));
  return (
    <Values
      key={entity}
      title={t('administration.part.properties')}
      values={values}
      stale={propertiesQuery(entity).queryKey}
      narrow={<ClientChips part="properties" on={entity} />}
      withOptions
      put={(key, { notes: _, ...body }, sent) =>
        told(api.PUT('/properties/{entity}/{key}', { params: { path: { entity, key } }, headers: keyed(sent), body }))
      }
    />
  );
}

/** Categories that clients are ticked in. */
export function Categories() {
  const { t } = useWords();
  const entity = useClient();
  const values = useQuery(categoriesQuery(entity));
  return (
    <Values
      key={entity}
      title={t('administration.part.categories')}
      values={values}
      stale={categoriesQuery(entity).queryKey}
      narrow={<ClientChips part="categories" on={entity} />}
      put={(key, { options: _, ...body }, sent) =>
        told(api.PUT('/categories/{entity}/{key}', { params: { path: { entity, key } }, headers: keyed(sent), body }))
      }
    />
  );
}
