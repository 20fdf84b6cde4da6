/** Files from elsewhere, on their way into the client base. What other rooms may use of it is what stands here. */
export { type CardContact, CONTACT_ID, cardText } from './card-text';
export { keepChunks, keptBytes } from './chunks';
export { readMoment, type SaidMoment } from './days';
export { type Bytes, bytesOf } from './files/bytes';
export { ENCODINGS, type Encoding } from './files/encoding';
export { FileRefused, LIMITS } from './files/limits';
export { dataRows, type Looking, lookAt, SHAPE_NOTES, type Shape } from './files/look';
export type { FileRow } from './files/row';
export { CARD_COLUMNS } from './files/vcard';
export type { RowLike } from './likes';
export { NOTE_TEXTS, type Note, type NoteCode, rejection } from './note';
export { readMoney } from './numbers';
export { ImportPlan, type PlanFacts, type PlanFault, planFaults, targetsOf } from './plan';
export { type Proposal, propose } from './propose';
export { allImportRows, countNotes, countRows, type ImportRowCard, listImportRows, type RowFilter } from './read-rows';
export { noteText, resultFile } from './result-file';
export { rowKey, type Said, saidIn } from './row-key';
export { type ImportSteering, refusedImportSteering } from './steer';
export {
  forgetPlan,
  forgetPreview,
  forgetUpload,
  type ImportCard,
  type ImportStatus,
  type KeptPlan,
  keepPlan,
  listImports,
  listPlans,
  lookAgain,
  type NamedPlan,
  plansFor,
  readImportCard,
  routedProcesses,
  sameUpload,
  setPlan,
  uploadImport,
} from './store';
export { type CellType, ENTITIES, type Entity, headingWords, nameOfTarget, TARGETS } from './targets';
export { type CellRead, readCell, type Value } from './values';
