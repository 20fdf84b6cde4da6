export { addTaskComment, listTaskComments, type TaskComment } from './comments';
export { countInbox, type InboxCounters } from './counters';
export { type CustomerContact, type InboxRow, readInbox } from './inbox';
export { type InboxFilter, SHOWN, type Shown, URGENCIES, type Urgency, type Worker } from './mine-sql';
export { type ReachedTask, reachTask, type TaskState, taskState } from './reach';
export { snoozeTask, wakeTask } from './snoozes';
