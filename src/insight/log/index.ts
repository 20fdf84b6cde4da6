export { beginningsOf, netOf, type Passage, passagesOf } from './net';
export { ocelOf } from './ocel';
export { type AskedLog, type LoggedDeal, namesOfPeople, readLog, versionNames } from './read-log';
export { type LoggedDecision, type LogLine, linesOf, SUBJECTS, type Transition } from './steps';
export { isIn, type Wording, xesOf } from './xes';
