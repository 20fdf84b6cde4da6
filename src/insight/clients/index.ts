/** Organisations by what they are worth, and by any attribute of theirs. */
export { type Attribute, listAttributes } from './attributes';
export { type ClientGroup, OPEN_OF_CLIENTS, readClientGroups, WON_OF_CLIENTS } from './read-clients';
