import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, keyed, newKey, type Shown, told } from '../../api/client';
import { useMayI } from '../../api/me';
import { Failed, Loading, State, useFaultWords } from '../../parts/State';
import { readAnew } from '../../records/on';
import records from '../../records/records.module.css';
import { useWords } from '../../words';
import { catalogueQuery } from '../fields/typed-fields';
import type { Card } from '../queries';

type Person = Shown['ContactPerson'];

export const accountQuery = (id: string | undefined) => ({
  queryKey: ['client', id ?? '', 'account'],
  enabled: id !== undefined,
  queryFn: () => told(api.GET('/accounts/{id}', { params: { path: { id: id ?? '' } } })),
});

/** The people of the client: who they are, how they are reached, and what each has to say in the decision. */
export function People({ card }: { card: Card }) {
  const { t } = useWords();
  const account = useQuery(accountQuery(card.account?.id));
  const roles = useQuery(catalogueQuery('decision-role'));
  if (!card.account)
    return card.contact ? (
      <p>
        <Link to="/contacts/$id" params={{ id: card.contact.id }}>
          {card.contact.name}
        </Link>
      </p>
    ) : (
      <State title={t('onDeal.noClient')} />
    );
  if (account.isPending) return <Loading rows={3} />;
  if (account.isError) return <Failed fault={account.error} again={() => void account.refetch()} />;
  const people = account.data.contacts;
  if (people.length === 0) return <State title={t('onDeal.nobody')} />;
  return (
    <ul className={records.rows}>
      {people.map((person) => (
        <PersonRow
          key={person.id}
          person={person}
          account={account.data.id}
          main={person.id === card.contact?.id}
          roles={roles.data ?? []}
        />
      ))}
    </ul>
  );
}

interface PersonRowProps {
  person: Person;
  account: string;
  main: boolean;
  roles: readonly Shown['CatalogueValue'][];
}

function PersonRow({ person, account, main, roles }: PersonRowProps) {
  const { t, say } = useWords();
  const words = useFaultWords();
  const mayChange = useMayI('contact.change');
  const saying = useMutation({
    mutationFn: (decisionRole: string | null) => {
      const params = { path: { id: person.id, account }, header: keyed(newKey()) };
      return told(api.PUT('/contacts/{id}/accounts/{account}', { params, body: { post: person.post, decisionRole } }));
    },
    onSuccess: () => readAnew({ id: account }),
  });
  const offered = roles.filter(({ key, retiredAt }) => retiredAt === null || key === person.decisionRole);
  const role = roles.find(({ key }) => key === person.decisionRole);
  return (
    <li className={records.row}>
      <span className={records.name}>
        <span>
          <Link to="/contacts/$id" params={{ id: person.id }}>
            {person.name}
          </Link>
          {main && ` · ${t('onDeal.mainContact')}`}
        </span>
        <span className={records.quiet}>
          {person.post && `${person.post} `}
          {person.phone && <a href={`tel:${person.phone}`}>{person.phone}</a>}{' '}
          {person.email && <a href={`mailto:${person.email}`}>{person.email}</a>}
        </span>
        {saying.isError && <span className={records.bad}>{words(saying.error)}</span>}
      </span>
      {mayChange ? (
        <NativeSelect
          size="xs"
          aria-label={t('onDeal.roleOf', { name: person.name })}
          value={person.decisionRole ?? ''}
          disabled={saying.isPending}
          data={[
            { value: '', label: t('onDeal.noRole') },
            ...offered.map(({ key, name }) => ({ value: key, label: say(name) })),
          ]}
          onChange={({ currentTarget }) => saying.mutate(currentTarget.value || null)}
        />
      ) : (
        role && <span>{say(role.name)}</span>
      )}
    </li>
  );
}
