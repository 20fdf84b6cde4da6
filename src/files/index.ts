/** Files on records: how they come in, where they lie, and who may have them is asked elsewhere. What other rooms may use stands here. */
export { servedAs } from './content/families';
export { type Keeping, type Kept as KeptFile, keepFile, type NewFile } from './keep-file';
export { FileRefused, LARGEST, LIMITS, StoreAway } from './limits';
export { safeName } from './name';
export { heldFile, listFiles, openFile, removeFile } from './read-file';
export {
  FILE_ORIGINS,
  FILE_RECORDS,
  FILE_STATES,
  type FileCard,
  type FileRecord,
  type HeldFile,
  type On,
} from './records';
export { createFileRoom, type FileRoom, type FileSettings } from './room';
export { tooLarge } from './spool';
export { type Swept, sweepFiles } from './sweep';
