/** Running deals that are moved between versions: their plans, and what is kept of them. What other rooms may use of it is what stands here. */

export { type Planned, planMigration, type VersionPlan, type Wanted } from './plan';
export { PlanTextRefused, planText, readPlan } from './plan-text';
export {
  type DealFilter,
  keepMigration,
  listMigratedDeals,
  listMigrations,
  type MigratedDeal,
  type MigrationCard,
  type NewMigration,
  readMigration,
} from './records';
export { maySteer, noSuchBatch, refusedSteering, runToStart, STEERINGS, type Steering } from './steer';
