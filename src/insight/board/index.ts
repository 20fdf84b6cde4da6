export type { Column } from './columns';
export { type AskedBoard, type Board, type BoardColumn, type BoardLight, CLOSED_DAYS, readBoard } from './read-board';
export { type AskedCards, type BoardCard, readCards } from './read-cards';
