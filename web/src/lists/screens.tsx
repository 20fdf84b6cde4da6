import { useSearch } from '@tanstack/react-router';
import { ListScreen } from './ListScreen';

/** The lists there are: what each is asked stands in its address. */
export const Leads = () => <ListScreen entity="lead" search={useSearch({ from: '/leads' })} />;
export const Sales = () => <ListScreen entity="sale" search={useSearch({ from: '/sales' })} />;
export const Clients = () => <ListScreen entity="account" search={useSearch({ from: '/clients' })} />;
export const Contacts = () => <ListScreen entity="contact" search={useSearch({ from: '/contacts' })} />;
