/** What somebody has is handed to somebody else: a deal, a client, or everything for an absence; and comes back. */
export type { Door as HandoverDoor } from './move-deal';
export { openHandovers, performHandover } from './perform';
export { HANDED, type HandedWhat, holderOf, ITEM_KINDS, MOST_ITEMS, type PlannedItem, planHandover } from './plan';
export {
  askBack,
  type HandoverCard,
  type HandoverItem,
  handoverItems,
  keepHandover,
  listHandovers,
  plannedItems,
  readHandover,
} from './store';
