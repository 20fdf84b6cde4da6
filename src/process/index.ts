/** The process as plain data and pure functions. What other rooms may use of it is what stands here. */
export { allowed, FREE_ACTS, type Offer } from './allowed';
export type { Act, Actor, Command, CommandType, Conversion, InstancePlan } from './command';
export { deadlineCommand, SYSTEM } from './command';
export { decide } from './decide';
export type { Answer, Decision, Facts, NoticeCode, Question, Wish } from './decision';
export { NO_FACTS } from './decision';
export * from './definition';
export { lightsOf, type Signals } from './lights';
export { deadlinesOf } from './machine/deadlines';
export { probabilityOf, resultOf } from './machine/stage';
export { takenFrom } from './reactions';
export type { Refusal, RefusalCode, Requirement } from './refusal';
export { type DefinitionOf, firstVersion, type ProcessEvent, ReplayError, replay, versionsIn } from './replay';
export { settle, settledTasks } from './settle';
export {
  type Clock,
  type Deadline,
  FOREVER,
  firstDue,
  type Light,
  OWNER,
  PROCESS,
  type Snapshot,
  STAGE,
  type Task,
  WAIT,
  type Wait,
  waitingUntil,
} from './snapshot';
export type { Fields, FieldValue, Instant, LocalDate, Money, Text } from './types';
