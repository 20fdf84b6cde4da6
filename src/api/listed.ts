import { AccountView } from './accounts';
import { ContactView } from './contacts';
import { Columns } from './list-cells';
import { LeadRow, SaleRow } from './views';

/** Rows as lists show them: with the columns that were asked for. */
export const ListedLead = LeadRow.extend({ columns: Columns }).meta({ id: 'ListedLead' });
export const ListedSale = SaleRow.extend({ columns: Columns }).meta({ id: 'ListedSale' });
export const ListedAccount = AccountView.extend({ columns: Columns }).meta({ id: 'ListedAccount' });
export const ListedContact = ContactView.extend({ columns: Columns }).meta({ id: 'ListedContact' });
