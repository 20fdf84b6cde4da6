import { useQuery } from '@tanstack/react-query';
import type { AskedField } from '../../answer/values';
import { Failed, Loading } from '../../parts/State';
import { ContactHistory } from '../../records/ContactHistory';
import type { Ref } from '../../records/on';
import { interactionsQuery, type Kind } from '../queries';

interface ContactsProps {
  kind: Kind;
  id: string;
  people: readonly Ref[];
  asks: readonly AskedField[];
}

/** What was and is to be said with the client about this deal. */
export function Contacts({ kind, id, people, asks }: ContactsProps) {
  const contacts = useQuery(interactionsQuery(kind, id));
  if (contacts.isPending) return <Loading rows={3} />;
  if (contacts.isError) return <Failed fault={contacts.error} again={() => void contacts.refetch()} />;
  return <ContactHistory on={{ kind, id }} items={contacts.data.items} people={people} asks={asks} />;
}
