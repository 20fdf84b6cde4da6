/** The one door to process instances: a command in, what became of it out. */
export type { CommandRequest } from './command-request';
export { type CommandState, createReadCommand } from './command-state';
export { createDefinitionSource, type DefinitionSource } from './definition-source';
export { createStartDuplicateRuns } from './duplicate-runs';
export { createImportEngine, type ImportEngine } from './import-engine';
export { createMigrationEngine, type MigrationEngine } from './migration-engine';
export { createStartRetimings, type RetimingStarter } from './retimings';
export {
  createForward,
  createSendCommand,
  type Door,
  type SendCommand,
  type Sent,
} from './send-command';
export { createSendMigration, type DealMove, type MoveResult, type SendMigration } from './send-migration';
